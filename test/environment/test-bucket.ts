import { randomBytes } from 'node:crypto'
import { LocalBucket, LocalQueues } from '@nrf/local-env'
import { currentTestRun } from './test-run'

/** A bucket of its own for one spec file, on the emulator of this run; closed by the caller. */
export function openTestBucket(): Promise<LocalBucket> {
  const queues = new LocalQueues(currentTestRun().queueEndpoint)
  return LocalBucket.create(`test-${randomBytes(6).toString('hex')}`, queues)
}
