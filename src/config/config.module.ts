import { type DynamicModule, Module, type Provider } from '@nestjs/common'
import { ConfigModule as NestConfigModule, ConfigService } from '@nestjs/config'
import {
  ASSESSMENT_OPTIONS,
  BACKEND_OPTIONS,
  BOUNDARY_CHECK_OPTIONS,
  DATABASE_OPTIONS,
  JOB_OPTIONS,
  LOG_OPTIONS,
  METRICS_OPTIONS,
  NOTIFY_OPTIONS,
  QUEUE_OPTIONS,
  SERVICE_OPTIONS,
  UPLOAD_OPTIONS
} from './config.tokens'
import { loadConfig, type LoadedConfig } from './load-config'

const SLICES: Readonly<Record<keyof LoadedConfig, symbol>> = {
  queue: QUEUE_OPTIONS,
  job: JOB_OPTIONS,
  backend: BACKEND_OPTIONS,
  notify: NOTIFY_OPTIONS,
  database: DATABASE_OPTIONS,
  assessment: ASSESSMENT_OPTIONS,
  boundaryCheck: BOUNDARY_CHECK_OPTIONS,
  upload: UPLOAD_OPTIONS,
  log: LOG_OPTIONS,
  metrics: METRICS_OPTIONS,
  service: SERVICE_OPTIONS
}

const PROVIDERS: Provider[] = Object.entries(SLICES).map(([slice, token]) => ({
  provide: token,
  inject: [ConfigService],
  useFactory: (config: ConfigService) => config.getOrThrow<object>(slice)
}))

/** Hands out the frozen slices of the configuration under the tokens of `config.tokens.ts`, everywhere. */
@Module({})
export class ConfigModule {
  /** Reads the environment when it is called, so call it while the application starts, not in a decorator. */
  static async forEnvironment(environment: NodeJS.ProcessEnv = process.env): Promise<DynamicModule> {
    return {
      module: ConfigModule,
      global: true,
      imports: [
        await NestConfigModule.forRoot({
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
          validate: () => ({ ...loadConfig(environment) })
        })
      ],
      providers: PROVIDERS,
      exports: Object.values(SLICES)
    }
  }
}
