import { Setting } from '../setting'
import { Flag, OneOf } from '../setting-forms'
import type { LogOptions } from '../config.tokens'

export class LogSettings {
  @Setting({ meaning: 'Whether anything is logged', default: 'true' })
  @Flag()
  readonly LOG_ENABLED!: boolean

  @Setting({ meaning: 'Lowest level that is logged', default: 'info' })
  @OneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal')
  readonly LOG_LEVEL!: LogOptions['level']

  @Setting({
    meaning: '`ecs` writes one JSON object a line, `pino-pretty` lines for people',
    fallback: '`ecs` on ECS or in production, else `pino-pretty`'
  })
  @OneOf('ecs', 'pino-pretty')
  readonly LOG_FORMAT?: LogOptions['format']
}
