import { availableParallelism } from 'node:os'
import { Module, type OnApplicationShutdown } from '@nestjs/common'
import { ComputePool, PiscinaPool } from '@nrf/compute-pool'

const IDLE_TIMEOUT_MS = 30_000
/** Reading the largest body that is taken (16 MiB of positions) needs about 200. */
const MAX_MEMORY_MIB = 256

/** Ends its threads with the application. */
class ServiceComputePool extends PiscinaPool implements OnApplicationShutdown {
  onApplicationShutdown(): Promise<void> {
    return this.close()
  }
}

/** Threads for what would hold up the event loop. Two at least: one bad body never makes all others wait. */
@Module({
  providers: [
    {
      provide: ComputePool,
      useFactory: () =>
        new ServiceComputePool({
          maxThreads: Math.max(2, availableParallelism() - 1),
          maxMemoryMiB: MAX_MEMORY_MIB,
          idleTimeoutMs: IDLE_TIMEOUT_MS
        })
    }
  ],
  exports: [ComputePool]
})
export class ComputeModule {}
