import type { Statement } from '../../database/statement-runner'

/** Version of the schema and every pause. */
export const STANDING: Statement = {
  name: 'ledger_standing',
  text: `
SELECT version, oldest_reader AS "oldestReader", (
  SELECT coalesce(jsonb_agg(
    jsonb_build_object('queue', queue, 'reason', reason, 'since', paused_at) ORDER BY queue
  ), '[]')
  FROM worker.queue_pause
) AS "pauses"
FROM worker.ledger_schema`
}

/** Version of the schema alone, which older schemas can tell too. */
export const SCHEMA: Statement = {
  name: 'ledger_schema',
  text: 'SELECT version, oldest_reader AS "oldestReader" FROM worker.ledger_schema'
}

/** Jobs that have ended have no sweep_at, and the index does not hold them. */
export const AT_WORK: Statement = {
  name: 'ledger_at_work',
  text: `SELECT count(*)::int AS "jobs" FROM worker.job WHERE sweep_at IS NOT NULL AND lease_until > now()`
}

/** $1 queue, $2 reason. */
export const PAUSE: Statement = {
  name: 'ledger_pause',
  text: `
INSERT INTO worker.queue_pause (queue, reason) VALUES ($1, $2)
ON CONFLICT (queue) DO NOTHING RETURNING queue`
}

/** $1 queue. */
export const RESUME: Statement = {
  name: 'ledger_resume',
  text: 'DELETE FROM worker.queue_pause WHERE queue = $1 RETURNING queue'
}
