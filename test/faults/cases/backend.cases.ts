import type { BackendFailure } from '@nrf/local-env'
import type { FaultBench, JobOptions } from '../bench/fault-bench'
import { receiptsOf, seenOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'

const SHORT_CALLS = {
  BACKEND_GET_TIMEOUT_SECONDS: '2',
  BACKEND_CALLBACK_TIMEOUT: '2',
  BACKEND_CALLBACK_MAX_RETRIES: '1',
  BACKEND_MAX_RESPONSE_BYTES: '1000000'
}
const HUGE_BYTES = 50_000_000
const FEW_RECEIVES = 3

type Failure = Omit<BackendFailure, 'route' | 'reference'>

export const BACKEND_CASES: readonly FaultCase[] = [
  {
    id: 'F20a',
    title: 'details: 401, 429 with Retry-After, 500, a cut connection, a slow body; then they come',
    isSelected: true,
    async run({ open }) {
      const bench = await open({ settings: SHORT_CALLS })
      await bench.place.start()
      const failures: readonly Failure[] = [
        { status: 401 },
        { status: 429, headers: { 'retry-after': '2' } },
        { status: 500, times: 3 },
        { destroySocket: true, times: 3 },
        { slowBodyMs: 50, times: 2 },
        { status: 302, headers: { location: '/elsewhere' } }
      ]
      const jobs = []
      for (const failure of failures) jobs.push(await submitWith(bench, 'details', failure))
      const [, limited] = jobs
      await seenOf(bench, 'results', limited.reference)
      await bench.submitMany(4)
    }
  },
  {
    id: 'F20b',
    title: 'details: unknown, withdrawn, huge, not valid',
    isSelected: true,
    events: ['job_dead'],
    async run({ open }) {
      const bench = await open({ settings: SHORT_CALLS, maxReceiveCount: FEW_RECEIVES })
      await bench.place.start()
      const unknown = { reference: 'NRF-799999', end: 'unreported' } as const
      const unknownId = await bench.send({ reference: unknown.reference }, unknown)
      const withdrawn = bench.know()
      bench.backend.withdraw(withdrawn)
      await bench.send({ reference: withdrawn }, { reference: withdrawn, end: 'withdrawn' })
      await submitWith(bench, 'details', { paddingBytes: HUGE_BYTES, times: 9 }, { end: 'failed' })
      await bench.submit({ sample: 'NRF-900009', end: 'failed' })
      await submitWith(bench, 'details', { status: 200, body: '{"reference":', times: 9 }, { end: 'failed' })
      await bench.submitMany(4)
      await bench.quiet()
      expect(receiptsOf(bench, unknownId)).toBe(FEW_RECEIVES)
      const invalid = bench.backend.deliveries.filter(({ result }) => result === 'FAILED')
      expect(invalid.length).toBeGreaterThanOrEqual(3)
    }
  },
  {
    id: 'F21a',
    title: 'results: taken without saying so, or held already under the same digest',
    isSelected: true,
    async run({ open, jobs }) {
      const bench = await open({ settings: SHORT_CALLS })
      await bench.place.start()
      const applied: readonly Failure[] = [
        { status: 500, afterApplying: true, times: 2 },
        { hang: true, afterApplying: true },
        { destroySocket: true, afterApplying: true, times: 3 },
        { status: 409, body: { identical: true }, afterApplying: true },
        { status: 503, times: 4 }
      ]
      for (const failure of applied) await submitWith(bench, 'results', failure)
      await bench.submitMany(Math.ceil(jobs / 4))
    }
  },
  {
    id: 'F21b',
    title: 'results: another one is held (409), or refused (422)',
    events: ['job_dead'],
    async run({ open }) {
      const bench = await open({ settings: SHORT_CALLS, maxReceiveCount: FEW_RECEIVES })
      await bench.place.start()
      const other = { status: 409, body: { identical: false, digest: 'f'.repeat(64) }, times: 9 }
      await submitWith(bench, 'results', other, { end: 'unreported' })
      await submitWith(bench, 'results', { status: 422, times: 9 }, { end: 'unreported' })
      await bench.submitMany(2)
    }
  }
]

/** Submits a job that meets a failure of the backend. */
async function submitWith(
  bench: FaultBench,
  route: 'details' | 'results',
  failure: Failure,
  options: JobOptions = {}
) {
  const reference = bench.know(options)
  bench.backend.failNext({ ...failure, route, reference })
  return { reference, messageId: await bench.send({ reference }, { reference, ...options }) }
}
