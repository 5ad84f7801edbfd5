import { killOnce, type KillPoint } from './kill-points'

/** At a statement, which is seen on the way of one worker to the database. */
function atStatement(number: number, name: string, statement: string, when: 'before' | 'passed'): KillPoint {
  return {
    number,
    name,
    arm(bench, skips) {
      const { kill, isDone } = killOnce(name, skips)
      for (const place of bench.places) {
        const act = () => {
          const wasDone = isDone()
          kill([place])
          return !wasDone && isDone() ? 'cut' : undefined
        }
        place.database.onStatement({ statement, when, times: Number.POSITIVE_INFINITY, act })
      }
      return isDone
    }
  }
}

/** Points that show in the statements of the ledger. */
export const LEDGER_KILL_POINTS: readonly KillPoint[] = [
  atStatement(1, 'after receive: the claim is not sent', 'ledger_claim', 'before'),
  atStatement(4, 'after compute: the commit is not sent', 'ledger_commit', 'before'),
  atStatement(5, 'after commit', 'ledger_commit', 'passed'),
  atStatement(8, 'the result is answered, and not noted', 'ledger_result_done', 'before'),
  atStatement(9, 'before the e-mail is sent', 'ledger_result_done', 'passed')
]
