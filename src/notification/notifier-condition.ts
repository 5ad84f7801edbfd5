/** Why e-mails do not go out for now. */
export interface NotifierTrouble {
  readonly since: Date
  /** Short and without personal data. */
  readonly reason: string
}

/** Whether e-mails go out. They wait for nobody, and jobs do not wait for them: health tells it, no gate closes. */
export abstract class NotifierCondition {
  /** Undefined while all is well. Cheap and without I/O. */
  abstract trouble(): NotifierTrouble | undefined
}
