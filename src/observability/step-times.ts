import { AsyncLocalStorage } from 'node:async_hooks'
import type { Measurement, MetricSink } from './metrics'
import type { StepName } from './step-name'

type Times = Map<StepName, number>

const ORDER: readonly StepName[] = ['claim', 'fetch', 'check', 'assess', 'commit', 'deliver', 'email']

const storage = new AsyncLocalStorage<Times>()

/** Keeps how long the steps of a job take, for the one line that sums the job up. */
export class StepTimes implements MetricSink {
  record({ name, value, dimensions: { step } }: Measurement): void {
    if (name === 'StepDuration' && step !== undefined) noteStep(step, value)
  }
}

/** Runs `job` with times of its own. */
export function withStepTimes<T>(job: () => T): T {
  return storage.run(new Map(), job)
}

/** Adds to the time of a step of the job that runs at the moment. */
export function noteStep(step: StepName, durationMs: number): void {
  const times = storage.getStore()
  times?.set(step, (times.get(step) ?? 0) + durationMs)
}

/** As in `claim 3 ms, fetch 12 ms`, in the order of the steps; empty when none was timed. */
export function describeStepTimes(): string {
  const times = storage.getStore()
  return ORDER.flatMap((step) => {
    const durationMs = times?.get(step)
    return durationMs === undefined ? [] : [`${step} ${Math.round(durationMs)} ms`]
  }).join(', ')
}
