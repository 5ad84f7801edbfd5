import { Setting } from '../setting'
import { OneOf, Text, WholeNumber } from '../setting-forms'

const ENVIRONMENTS = ['local', 'infra-dev', 'management', 'dev', 'test', 'perf-test', 'ext-test', 'prod']

export class ServiceSettings {
  @Setting({
    meaning:
      'Where the service runs. Outside `local` a backend key is required and the database is reached by TLS',
    fallback: '`local`; on ECS it has to be set',
    example: 'local'
  })
  @OneOf(...ENVIRONMENTS)
  readonly ENVIRONMENT?: string

  @Setting({
    meaning: 'Port of `/health`, `/health/ready` and `/version`',
    default: '8085',
    aliases: ['HEALTH_PORT']
  })
  @WholeNumber(0, 65_535)
  readonly PORT!: number

  @Setting({
    meaning:
      'Seconds in which running jobs may finish after SIGTERM; keep it below the stop time-out of the platform',
    default: '30'
  })
  @WholeNumber(1, 120)
  readonly WORKER_GRACEFUL_SHUTDOWN_TIMEOUT!: number

  @Setting({
    meaning: 'Version that logs, results and `/version` name',
    fallback: 'file `.git-hash`, `GIT_HASH`, version in `package.json`'
  })
  @Text()
  readonly SERVICE_VERSION?: string

  @Setting({ meaning: 'Commit of the image; set by its build' })
  @Text()
  readonly GIT_HASH?: string

  @Setting({ meaning: 'Mode of Node.js; `production` chooses JSON logs', default: 'development' })
  @Text()
  readonly NODE_ENV!: string

  @Setting({
    meaning: 'Set by ECS; chooses JSON logs, and ENVIRONMENT has to be set',
    aliases: ['ECS_CONTAINER_METADATA_URI']
  })
  @Text()
  readonly ECS_CONTAINER_METADATA_URI_V4?: string
}
