import { setTimeout as sleep } from 'node:timers/promises'
import { ask, logged } from '../../flow/assessment-service'
import { until } from '../../flow/until'
import type { FaultBench } from '../bench/fault-bench'
import { operate } from '../bench/operator'
import { seenOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'

const LONG_JOB_MS = 8000
/** A receive that was on its way is over by then. */
const LONGER_THAN_A_POLL_MS = 2500
const WHY = 'the backend is being upgraded'

export const OPERATOR_CASES: readonly FaultCase[] = [
  {
    id: 'F33',
    title: 'an operator pauses and resumes under load: what runs ends, nothing is received, nothing is lost',
    isSelected: true,
    events: ['queue_paused', 'queue_resumed'],
    async run({ open, jobs }) {
      const bench = await open({ workers: 2 })
      const workers = await bench.startWorkers()
      await bench.submitMany(jobs)
      const { reference } = await bench.submit({ delayMs: LONG_JOB_MS })
      await seenOf(bench, 'details', reference)
      await operate(bench, 'queue', 'pause', '--reason', WHY)
      await Promise.all(workers.map((worker) => logged(worker, 'queue_paused')))
      expect(bench.backend.resultOf(reference)).toBeUndefined()
      await sleep(LONGER_THAN_A_POLL_MS)
      const received = receiptsIn(bench)
      await bench.submitMany(jobs)
      await until(
        () => operate(bench, 'queue', 'status'),
        (status) => status.includes('Jobs at work: 0')
      )
      expect(bench.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
      await bench.places[1].worker?.stop()
      const late = await bench.places[1].start()
      expect(await ask(late, '/health')).toMatchObject({ status: 200, body: stateIs('paused') })
      expect(JSON.stringify((await ask(late, '/health/detail')).body)).toContain(WHY)
      await sleep(LONGER_THAN_A_POLL_MS)
      expect(receiptsIn(bench)).toBe(received)
      await operate(bench, 'queue', 'resume')
    }
  }
]

function receiptsIn({ history }: FaultBench): number {
  return history.events.filter(({ kind }) => kind === 'received').length
}

function stateIs(state: string): unknown {
  return expect.objectContaining({
    details: expect.objectContaining({ worker: expect.objectContaining({ state }) })
  })
}
