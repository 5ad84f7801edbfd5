import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerProcess } from '@nrf/local-env'
import { ask, logged } from '../../flow/assessment-service'
import { until } from '../../flow/until'
import { receiptsOf, seenOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'

const HOSTILE_WORKER = join(__dirname, '../hostile/hostile-worker.cjs')
/** A worker that did receive would have done it by then. */
const LONGER_THAN_A_POLL_MS = 2500
const RED_WITHIN_MS = 60_000
const NOT_READY_WITHIN_MS = 15_000
const HARD_TIMEOUT_SECONDS = 3
const MANY_JOBS = 60
/** Long enough for a main thread that is blocked for seconds. */
const PATIENT = { JOB_LEASE_SECONDS: '60', SQS_VISIBILITY_TIMEOUT: '120' }

export const HEALTH_CASES: readonly FaultCase[] = [
  {
    id: 'F17b',
    title: 'the database is down: alive, not ready within 15 s, and ready again',
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      bench.place.database.cut()
      expect(await msUntil(worker, '/health/ready', 503)).toBeLessThan(NOT_READY_WITHIN_MS)
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      bench.place.database.mend()
      await bench.submit()
      await msUntil(worker, '/health/ready', 200)
    }
  },
  {
    id: 'F20c',
    title: 'the backend is down: alive, not ready within 15 s, and ready again',
    events: ['gate_closed', 'gate_opened'],
    async run({ open }) {
      const bench = await open({
        settings: { BACKEND_GET_TIMEOUT_SECONDS: '2', BACKEND_CALLBACK_TIMEOUT: '2' }
      })
      const worker = await bench.place.start()
      await bench.whileBackendIsDown(async () => {
        await bench.submit()
        expect(await msUntil(worker, '/health/ready', 503)).toBeLessThan(NOT_READY_WITHIN_MS)
        expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      })
      await msUntil(worker, '/health/ready', 200)
    }
  },
  {
    id: 'F27c',
    title: 'an assessment blocks the main thread again and again: /health is red within 60 s',
    limitMs: 180_000,
    async run({ open, note }) {
      const bench = await open({ file: HOSTILE_WORKER, settings: PATIENT })
      const worker = await bench.place.start()
      const reference = bench.know()
      await bench.send({ reference, assessmentTypes: ['hostile-stutter'] }, { reference })
      await seenOf(bench, 'details', reference)
      const redAfterMs = await msUntil(worker, '/health', 503)
      expect(redAfterMs).toBeLessThan(RED_WITHIN_MS)
      note(`red after ${(redAfterMs / 1000).toFixed(1)} s`)
    }
  },
  {
    id: 'F27d',
    title: 'jobs that do not even end when aborted: /health is red once they hold all slots',
    limitMs: 180_000,
    async run({ open, note }) {
      const settings = {
        SQS_ASSESSMENTS_SLOTS: '1',
        JOB_HARD_TIMEOUT_SECONDS: String(HARD_TIMEOUT_SECONDS),
        JOB_MAX_ATTEMPTS: '1'
      }
      const bench = await open({ file: HOSTILE_WORKER, settings })
      const worker = await bench.place.start()
      const reference = bench.know()
      const body = { reference, assessmentTypes: ['hostile-never-return'] }
      await bench.send(body, { reference, end: 'failed' })
      await seenOf(bench, 'details', reference)
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      note(`red after ${((await msUntil(worker, '/health', 503)) / 1000).toFixed(1)} s`)
      bench.place.kill('its health check failed')
      await bench.place.start()
    }
  },
  {
    id: 'F34',
    title: 'nobody reads the logs: the jobs go on',
    events: ['job_completed'],
    async run({ open }) {
      const bench = await open({ settings: { LOG_LEVEL: 'debug' } })
      const worker = await bench.place.start()
      worker.stopReading()
      await bench.submitMany(MANY_JOBS)
      await bench.quiet()
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      const read = worker.logs.filter((log) => log['event.action'] === 'job_completed')
      expect(read.length).toBeLessThan(MANY_JOBS)
      worker.readOn()
    }
  },
  unfitSchema('F35a', 'newer', 'version = 9, oldest_reader = 9'),
  unfitSchema('F35b', 'older', 'version = 0, oldest_reader = 0')
]

function unfitSchema(id: string, age: string, columns: string): FaultCase {
  return {
    id,
    title: `the tables of the ledger are ${age} than the worker: nothing is received, and health says why`,
    isSelected: age === 'newer',
    events: ['gate_closed', 'gate_opened'],
    async run({ open }) {
      const bench = await open()
      const known = await bench.ledger.schemaVersions()
      await bench.ledger.change(`UPDATE worker.ledger_schema SET ${columns}`)
      const worker = await bench.place.begin()
      await logged(worker, 'gate_closed')
      const { messageId } = await bench.submit()
      await sleep(LONGER_THAN_A_POLL_MS)
      expect(receiptsOf(bench, messageId)).toBe(0)
      const { status, body } = await ask(worker, '/health/ready')
      expect(status).toBe(503)
      expect(JSON.stringify(body)).toMatch(/deploy the release that belongs to the schema/)
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
      await bench.ledger.change(
        `UPDATE worker.ledger_schema SET (version, oldest_reader) = (${known.join(', ')})`
      )
      await bench.quiet()
    }
  }
}

/** Milliseconds until a page of the worker answers so. */
async function msUntil(worker: WorkerProcess, path: string, wanted: number): Promise<number> {
  const begin = performance.now()
  await until(
    () => statusOf(worker, path),
    (status) => status === wanted
  )
  return performance.now() - begin
}

async function statusOf(worker: WorkerProcess, path: string): Promise<number> {
  const signal = AbortSignal.timeout(5000)
  const answer = await fetch(`http://127.0.0.1:${worker.port}${path}`, { signal })
  await answer.arrayBuffer()
  return answer.status
}
