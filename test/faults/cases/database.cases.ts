import { setTimeout as sleep } from 'node:timers/promises'
import { logged } from '../../flow/assessment-service'
import { DEFAULT_TIMES, type FaultBench } from '../bench/fault-bench'
import { SessionWatch } from '../bench/session-watch'
import { callsOf, receiptsOf } from '../bench/waiting'
import type { FaultCase } from '../fault-case'

/** A worker that did receive would have done it by then. */
const LONGER_THAN_A_POLL_MS = 2500
const POOL = 4
const MANY_JOBS = 33
/** Everything that the ledger is told of a job; renewals apart. */
const OF_A_JOB = [
  'ledger_claim',
  'ledger_commit',
  'ledger_result_done',
  'ledger_email_done',
  'ledger_begin_effect',
  'ledger_finish',
  'ledger_condemn',
  'ledger_release',
  'ledger_cancel'
]
const STATEMENTS_OF_A_JOB = 4
/** Part of a statement that every nutrient job sends. */
const OVERLAY = 'reference.piece'

export const DATABASE_CASES: readonly FaultCase[] = [
  {
    id: 'F17',
    title: 'the database is down before a message comes: nothing is received',
    isSelected: true,
    events: ['gate_closed', 'gate_opened'],
    async run({ open }) {
      const bench = await open()
      const worker = await bench.place.start()
      bench.place.database.cut()
      await logged(worker, 'gate_closed')
      await sleep(LONGER_THAN_A_POLL_MS)
      const receives = callsOf(bench, 'ReceiveMessage')
      const { messageId } = await bench.submit()
      await sleep(LONGER_THAN_A_POLL_MS)
      expect(receives).toEqual([])
      bench.place.database.mend()
      await bench.quiet()
      expect(receiptsOf(bench, messageId)).toBe(1)
    }
  },
  failedStatement('F18a', '40001'),
  failedStatement('F18b', '40P01'),
  {
    id: 'F18d',
    title: 'the database has too many connections',
    async run({ open, jobs }) {
      const bench = await open()
      await bench.place.start()
      bench.place.database.refuse('53300')
      bench.place.database.dropConnections()
      await bench.submitMany(Math.ceil(jobs / 4))
      await sleep(LONGER_THAN_A_POLL_MS)
      bench.place.database.mend()
    }
  },
  {
    id: 'F18e',
    title: 'connections to the database hang half-open while a job runs',
    async run({ open, jobs }) {
      const bench = await open()
      await bench.place.start()
      await bench.submitMany(Math.ceil(jobs / 4))
      bench.place.database.onStatement({
        statement: OVERLAY,
        when: 'before',
        act: () => {
          bench.place.database.silence()
          setTimeout(() => bench.place.database.mend(), 5000)
          return 'hold'
        }
      })
    }
  },
  {
    id: 'F19',
    title: `a pool of ${POOL} with ${MANY_JOBS} jobs at once, ${STATEMENTS_OF_A_JOB} statements each`,
    isSelected: true,
    async run({ open, note }) {
      const bench = await open({
        settings: {
          ...DEFAULT_TIMES,
          SQS_ASSESSMENTS_SLOTS: String(MANY_JOBS),
          DB_MAX_CONNECTIONS: String(POOL)
        }
      })
      await bench.place.start()
      const statements = countStatements(bench)
      for (let job = 0; job < MANY_JOBS; job += 1) await bench.submit({ delayMs: 1000 })
      const sessions = await SessionWatch.begin(bench.service.database.url)
      await bench.service.untilQueueIsEmpty()
      await sessions.stop()
      expect(sessions.most).toBeGreaterThan(0)
      expect(sessions.most).toBeLessThanOrEqual(POOL)
      expect(statements.count).toBe(STATEMENTS_OF_A_JOB * MANY_JOBS)
      note(`at most ${sessions.most} sessions, ${statements.count} statements`)
    }
  }
]

/** Counts what passes from now on. */
function countStatements({ place }: FaultBench): { readonly count: number } {
  const statements = { count: 0 }
  for (const statement of OF_A_JOB) {
    const act = (): undefined => void (statements.count += 1)
    place.database.onStatement({ statement, when: 'before', times: Number.POSITIVE_INFINITY, act })
  }
  return statements
}

function failedStatement(id: string, sqlState: string): FaultCase {
  return {
    id,
    title: `a statement of a job fails with ${sqlState}`,
    async run({ open }) {
      const bench = await open()
      await bench.place.start()
      bench.place.database.onStatement({ statement: OVERLAY, when: 'before', act: () => ({ sqlState }) })
      await bench.submit()
    }
  }
}
