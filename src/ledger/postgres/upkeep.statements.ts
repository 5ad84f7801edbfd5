import type { Statement } from '../../database/statement-runner'
import { EFFECT_ORDER } from './claimed-columns'

/** $1 message id, $2 code. */
export const QUARANTINE: Statement = {
  name: 'ledger_quarantine',
  text: `
INSERT INTO worker.quarantine (message_id, error_code) VALUES ($1, $2)
ON CONFLICT (message_id) DO UPDATE SET deliveries = quarantine.deliveries + 1
RETURNING message_id AS "jobKey"`
}

/** $1 most e-mails, $2 seconds between two questions. */
export const TAKE_UNFOLLOWED: Statement = {
  name: 'ledger_take_unfollowed',
  text: `
WITH open AS (
  SELECT job_key, effect FROM worker.effect
  WHERE state = 'sent' AND delivery_status IS NULL AND effect IN ('email_completed', 'email_failed')
    AND updated_at < now() - make_interval(secs => $2::float8)
  ORDER BY updated_at LIMIT $1::int FOR UPDATE SKIP LOCKED
)
UPDATE worker.effect SET updated_at = now()
FROM open, worker.job
WHERE effect.job_key = open.job_key AND effect.effect = open.effect AND job.job_key = open.job_key
RETURNING effect.job_key AS "jobKey", job.reference AS "reference", effect.effect AS "effect",
  effect.idem_key AS "idemKey", effect.generation AS "generation"`
}

/** $1 key, $2 effect, $3 idempotency key, $4 status. */
export const NOTE_DELIVERY: Statement = {
  name: 'ledger_note_delivery',
  text: `
UPDATE worker.effect SET delivery_status = $4, updated_at = now()
WHERE job_key = $1 AND effect = $2 AND idem_key = $3::uuid AND state = 'sent'`
}

/** $1 key, $2 effect, $3 idempotency key, $4 the next one. Without its body an e-mail cannot be sent again. */
export const SEND_AGAIN: Statement = {
  name: 'ledger_send_again',
  text: `
WITH again AS (
  UPDATE worker.effect SET
    state = 'pending', idem_key = $4::uuid, generation = generation + 1, absent_reads = 0, not_before = NULL,
    updated_at = now()
  WHERE job_key = $1 AND effect = $2 AND idem_key = $3::uuid AND state = 'sent' AND request IS NOT NULL
  RETURNING job_key
)
UPDATE worker.job SET state = 'committed', finished_at = NULL, sweep_at = now(), updated_at = now()
WHERE job_key = (SELECT job_key FROM again) AND finished_at IS NOT NULL`
}

/** $1 days for bodies, $2 days for rows, $3 most rows of each kind. */
export const TRIM: Statement = {
  name: 'ledger_trim',
  text: `
WITH bodies AS (
  UPDATE worker.effect SET request = NULL WHERE (job_key, effect) IN (
    SELECT effect.job_key, effect.effect FROM worker.effect JOIN worker.job USING (job_key)
    WHERE job.finished_at < now() - make_interval(days => $1::int) AND effect.request IS NOT NULL LIMIT $3::int
  ) RETURNING 1
), submissions AS (
  UPDATE worker.job SET request = request - 'submission' WHERE job_key IN (
    SELECT job_key FROM worker.job
    WHERE finished_at < now() - make_interval(days => $1::int) AND request ? 'submission' LIMIT $3::int
  ) AND finished_at >= now() - make_interval(days => $2::int) RETURNING 1
), jobs AS (
  DELETE FROM worker.job WHERE job_key IN (
    SELECT job_key FROM worker.job WHERE finished_at < now() - make_interval(days => $2::int) LIMIT $3::int
  ) RETURNING 1
), messages AS (
  DELETE FROM worker.quarantine WHERE message_id IN (
    SELECT message_id FROM worker.quarantine WHERE first_seen_at < now() - make_interval(days => $2::int) LIMIT $3::int
  ) RETURNING 1
)
SELECT ((SELECT count(*) FROM bodies) + (SELECT count(*) FROM submissions) + (SELECT count(*) FROM jobs) + (SELECT count(*) FROM messages))::int AS "rows"`
}

/** $1 reference. A job that is still at work keeps what it needs until it ends. */
export const ERASE: Statement = {
  name: 'ledger_erase',
  text: `
WITH ended AS (
  SELECT job_key FROM worker.job WHERE reference = $1 AND finished_at IS NOT NULL
), bodies AS (
  UPDATE worker.effect SET request = NULL WHERE job_key IN (SELECT job_key FROM ended)
), submissions AS (
  UPDATE worker.job SET request = request - 'submission' WHERE job_key IN (SELECT job_key FROM ended)
)
SELECT count(*)::int AS "rows" FROM ended`
}

const summaryText = `
SELECT job_key AS "jobKey", reference, state, attempt, deliveries, interruptions, redrives,
  error_code AS "errorCode", trace_id AS "traceId", last_message_id AS "lastMessageId",
  first_seen_at AS "firstSeenAt", updated_at AS "updatedAt", finished_at AS "finishedAt",
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
      'effect', effect, 'state', effect.state, 'tries', tries, 'isStored', effect.request IS NOT NULL
    ) ORDER BY ${EFFECT_ORDER}), '[]')
   FROM worker.effect WHERE effect.job_key = job.job_key) AS "effects"
FROM worker.job`

/** $1 reference. */
export const FIND: Statement = {
  name: 'ledger_find',
  text: `${summaryText} WHERE reference = $1 ORDER BY first_seen_at`
}

/** $1 keys. */
export const SUMMARIES: Statement = {
  name: 'ledger_summaries',
  text: `${summaryText} WHERE job_key = ANY($1::text[])`
}

/** $1 message ids. */
export const QUARANTINED: Statement = {
  name: 'ledger_quarantined',
  text: `
SELECT message_id AS "messageId", error_code AS "errorCode", first_seen_at AS "firstSeenAt"
FROM worker.quarantine WHERE message_id = ANY($1::text[])`
}

/** Jobs that have ended have no sweep_at, and the index does not hold them. */
export const OUTBOX: Statement = {
  name: 'ledger_outbox',
  text: `
SELECT count(*)::int AS "pending",
  coalesce(extract(epoch FROM now() - min(job.first_seen_at)), 0)::float8 AS "oldestSeconds"
FROM worker.job JOIN worker.effect USING (job_key)
WHERE job.sweep_at IS NOT NULL AND effect.state NOT IN ('sent', 'failed')`
}
