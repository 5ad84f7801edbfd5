import { Setting } from '../setting'
import { Flag, PostgresUrl, Text, WholeNumber } from '../setting-forms'

export class DatabaseSettings {
  @Setting({ meaning: 'Complete address of the database; wins over the parts below', secret: true })
  @PostgresUrl()
  readonly DATABASE_URL?: string

  @Setting({ meaning: 'Host of the database; required without DATABASE_URL', example: '127.0.0.1' })
  @Text()
  readonly DB_HOST?: string

  @Setting({ meaning: 'Port of the database', default: '5432' })
  @WholeNumber(1, 65_535)
  readonly DB_PORT!: number

  @Setting({
    meaning: 'Name of the database; required without DATABASE_URL',
    example: 'nrf_impact_assessment'
  })
  @Text()
  readonly DB_DATABASE?: string

  @Setting({ meaning: 'User of the database; required without DATABASE_URL', example: 'nrf' })
  @Text()
  readonly DB_USER?: string

  @Setting({ meaning: 'Password of the user, where IAM is not used', secret: true })
  @Text()
  readonly DB_LOCAL_PASSWORD?: string

  @Setting({
    meaning: 'Whether an RDS token of the task role is the password: `true` on CDP; needs DB_SSL',
    default: 'false'
  })
  @Flag()
  readonly DB_IAM_AUTHENTICATION!: boolean

  @Setting({ meaning: 'Whether the database is reached by TLS', fallback: 'true outside `local`' })
  @Flag()
  readonly DB_SSL?: boolean

  @Setting({ meaning: 'Most connections of one task', default: '4' })
  @WholeNumber(1, 20)
  readonly DB_MAX_CONNECTIONS!: number

  @Setting({
    meaning: 'Seconds after which a statement is cancelled; below SQS_VISIBILITY_TIMEOUT',
    default: '30'
  })
  @WholeNumber(1, 3600)
  readonly DB_STATEMENT_TIMEOUT_SECONDS!: number

  @Setting({
    meaning:
      'Whether all clients of the database share one session, as in the embedded one: one connection, one slot',
    default: 'false'
  })
  @Flag()
  readonly DB_SINGLE_SESSION!: boolean
}
