import { type DynamicModule, Module } from '@nestjs/common'
import {
  BackendProbe,
  LedgerProbe,
  NotifyProbe,
  ReferenceDataProbe,
  ServiceImpairments,
  SqsQueueActivity
} from './app.health'
import { OutboxMeasures } from './app.metrics'
import { ServiceVersions } from './app.versions'
import { AssessmentsModule } from './assessments/assessments.module'
import { BackendModule } from './backend/backend.module'
import { BoundaryCheckModule } from './boundary-check/boundary-check.module'
import { ConfigModule } from './config/config.module'
import { HealthModule } from './health/health.module'
import { Impairments } from './health/impairments'
import { QueueActivity } from './health/queue-activity'
import { READINESS_PROBES, type ReadinessProbe } from './health/readiness-probe'
import { VersionReport } from './health/version-report'
import { LedgerModule } from './ledger/ledger.module'
import { NotificationModule } from './notification/notification.module'
import { ObservabilityModule } from './observability/observability.module'
import { QueueModule } from './queue/queue.module'

/** The worker: messages in by the queue, health out by HTTP. */
@Module({})
export class AppModule {
  static async forEnvironment(environment: NodeJS.ProcessEnv): Promise<DynamicModule> {
    return {
      module: AppModule,
      imports: [
        await ConfigModule.forEnvironment(environment),
        ObservabilityModule,
        QueueModule,
        BoundaryCheckModule,
        HealthModule.forAdapters({
          imports: [AssessmentsModule, BackendModule, LedgerModule, NotificationModule],
          providers: [
            { provide: QueueActivity, useClass: SqsQueueActivity },
            { provide: Impairments, useClass: ServiceImpairments },
            { provide: VersionReport, useClass: ServiceVersions },
            LedgerProbe,
            OutboxMeasures,
            ReferenceDataProbe,
            BackendProbe,
            NotifyProbe,
            {
              provide: READINESS_PROBES,
              inject: [ReferenceDataProbe, LedgerProbe, BackendProbe, NotifyProbe],
              useFactory: (...probes: ReadinessProbe[]) => probes
            }
          ]
        })
      ]
    }
  }
}
