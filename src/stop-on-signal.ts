import type { INestApplication } from '@nestjs/common'
import type { EventLog } from './observability/log-events'

/**
 * Stops the application on SIGTERM or SIGINT: jobs drain, then connections close, then the process ends with 0.
 * A second signal, or a stop that outlasts its time, ends it at once with 1; leases and messages return by themselves.
 */
export function stopOnSignal(
  app: Pick<INestApplication, 'close'>,
  { events, timeoutSeconds }: { events: EventLog; timeoutSeconds: number }
): void {
  let isStopping = false
  const force = (why: string): never => {
    events.fatal('worker_forced_exit', {}, why)
    process.exit(1)
  }
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) force(`${signal} came twice`)
    isStopping = true
    setTimeout(() => force(`Not stopped after ${timeoutSeconds} s`), timeoutSeconds * 1000).unref()
    app.close().then(
      () => process.exit(0),
      (error: unknown) => force(`The stop failed: ${String(error)}`)
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
