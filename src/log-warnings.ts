import type { LoggerService } from '@nestjs/common'

/**
 * Has warnings of Node and of packages written to the log. Node would print them as plain text to standard error,
 * which the platform takes for errors.
 */
export function logWarnings(log: Pick<LoggerService, 'warn'>): void {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => log.warn(`${name}: ${message}`))
}
