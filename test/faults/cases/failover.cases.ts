import { join } from 'node:path'
import type { StatementFate } from '@nrf/local-env'
import { until } from '../../flow/until'
import { PlatformHealthCheck } from '../bench/platform-health-check'
import type { FaultCase } from '../fault-case'

const HOSTILE_WORKER = join(__dirname, '../hostile/hostile-worker.cjs')

/** Part of a statement that every nutrient job sends. */
const OVERLAY = 'reference.piece'

export const FAILOVER_CASES: readonly FaultCase[] = [
  {
    id: 'F18c',
    title: 'the database fails over while jobs run',
    isSelected: true,
    async run({ open, jobs }) {
      const bench = await open()
      await bench.place.start()
      for (let drop = 0; drop < 3; drop += 1) {
        await bench.submitMany(Math.ceil(jobs / 3))
        const after = Math.floor(bench.random.between(0, 8))
        bench.place.database.onStatement({
          statement: OVERLAY,
          when: drop === 1 ? 'after' : 'before',
          after,
          act: () => {
            bench.place.database.dropConnections()
            return 'cut'
          }
        })
      }
    }
  },
  cutAt('F18g', 'ledger_claim', 'before'),
  cutAt('F18h', 'ledger_claim', 'after'),
  cutAt('F18i', 'ledger_commit', 'before'),
  cutAt('F18j', 'ledger_commit', 'after'),
  cutAt('F18k', 'ledger_result_done', 'before'),
  cutAt('F18l', 'ledger_result_done', 'after'),
  cutAt('F18m', 'ledger_email_done', 'before'),
  cutAt('F18n', 'ledger_email_done', 'after'),
  errorAt('F18p', 'ledger_commit', '40001'),
  errorAt('F18q', 'ledger_result_done', '40P01'),
  errorAt('F18r', 'ledger_claim', '53300'),
  {
    id: 'F27b',
    title: 'assessments that end, block or exhaust their worker: only their jobs are dead',
    limitMs: 240_000,
    events: ['job_dead'],
    async run({ open }) {
      const bench = await open({
        workers: 2,
        file: HOSTILE_WORKER,
        settings: { JOB_MAX_ATTEMPTS: '3', NODE_OPTIONS: '--max-old-space-size=256' }
      })
      const checks = bench.places.map((place) => new PlatformHealthCheck(place))
      await Promise.all(bench.places.map((place) => place.keep()))
      for (const check of checks) check.start()
      for (const deed of ['exit', 'loop', 'allocate']) {
        const reference = bench.know()
        const body = { reference, assessmentTypes: [`hostile-${deed}`] }
        await bench.send(body, { reference, end: 'failed' })
        await bench.submitMany(2)
      }
      await bench.quiet()
      // The last worker that the loop keeps busy may not have been found yet.
      await until(
        () => Promise.all(checks.map((check) => check.isGood())),
        (answers) => answers.every(Boolean)
      )
      for (const check of checks) check.stop()
    }
  }
]

/** The connection ends at a statement, before the server has it or before the worker knows of it. */
function cutAt(id: string, statement: string, when: 'before' | 'after'): FaultCase {
  return atStatement(id, `the database is lost at ${statement}, ${when} it acts`, {
    statement,
    when,
    fate: 'cut'
  })
}

function errorAt(id: string, statement: string, sqlState: string): FaultCase {
  return atStatement(id, `${statement} fails with ${sqlState}`, {
    statement,
    when: 'before',
    fate: { sqlState }
  })
}

function atStatement(
  id: string,
  title: string,
  { statement, when, fate }: { statement: string; when: 'before' | 'after'; fate: StatementFate }
): FaultCase {
  return {
    id,
    title,
    isSelected: statement === 'ledger_commit' && when === 'after',
    async run({ open, jobs }) {
      const bench = await open({ workers: 2 })
      await bench.startWorkers()
      let used = 0
      const act = () => {
        used += 1
        return fate
      }
      for (const place of bench.places)
        place.database.onStatement({ statement, when, after: 1, times: 2, act })
      await bench.submitMany(Math.ceil(jobs / 2))
      await until(
        () => Promise.resolve(used),
        (count) => count > 0
      )
    }
  }
}
