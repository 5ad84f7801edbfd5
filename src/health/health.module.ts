import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common'
import { TerminusModule } from '@nestjs/terminus'
import { HealthController, ServiceInfoController } from './health.controller'
import { ActivityReport } from './indicators/activity-report'
import { EventLoopDelay } from './indicators/event-loop-delay'
import { EventLoopIndicator } from './indicators/event-loop.indicator'
import { HealthDetail } from './indicators/health-detail'
import { HealthSampler } from './indicators/health-sampler'
import { Liveness } from './indicators/liveness'
import { PollLoopIndicator } from './indicators/poll-loop.indicator'
import { ReadinessIndicator } from './indicators/readiness.indicator'
import { SlotProgressIndicator } from './indicators/slot-progress.indicator'
import { WorkerStateIndicator } from './indicators/worker-state.indicator'

/** Liveness, readiness, detail and version over HTTP. */
@Module({})
export class HealthModule {
  /** `adapters` provide, or import, `QueueActivity`, `VersionReport` and `READINESS_PROBES`. Needs the event log and the metrics. */
  static forAdapters(adapters: Pick<ModuleMetadata, 'imports' | 'providers'>): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...(adapters.imports ?? [])],
      controllers: [HealthController, ServiceInfoController],
      providers: [
        ActivityReport,
        EventLoopDelay,
        EventLoopIndicator,
        HealthDetail,
        HealthSampler,
        Liveness,
        PollLoopIndicator,
        ReadinessIndicator,
        SlotProgressIndicator,
        WorkerStateIndicator,
        ...(adapters.providers ?? [])
      ]
    }
  }
}
