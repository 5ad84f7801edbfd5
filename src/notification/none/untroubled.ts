import { NotifierCondition } from '../notifier-condition'

/** Of a notifier that sends nothing. */
export class Untroubled extends NotifierCondition {
  override trouble(): undefined {
    return undefined
  }
}
