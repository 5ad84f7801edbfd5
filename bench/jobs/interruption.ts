import { constants } from 'node:os'
import type { StopList } from '../../libs/local-env/src'

/** Stops what was started when this process is asked to end; asked twice, it ends at once. */
export class Interruption {
  private isOver = false

  constructor(started: StopList, tell: (sentence: string) => void) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        this.isOver = true
        // What a measurement that is cut off throws says nothing more.
        process.on('uncaughtException', () => undefined)
        tell(`${signal}: stopping what was started`)
        started.stopAll().then(
          () => process.exit(128 + constants.signals[signal]),
          (error: unknown) => {
            console.error(error)
            process.exit(1)
          }
        )
      })
    }
  }

  /** What fails from then on fails because it was stopped. */
  get hasCome(): boolean {
    return this.isOver
  }
}
