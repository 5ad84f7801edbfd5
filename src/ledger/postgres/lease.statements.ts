import type { Statement } from '../../database/statement-runner'
import { CLAIMED } from './claimed-columns'

/**
 * $1 key, $2 reference, $3 request, $4 payload hash, $5 message id, $6 trace id, $7 redrives, $8 owner of this claim,
 * $9 lease seconds, $10 seconds after which the sweeper takes a job whose lease is over.
 *
 * A claim whose answer was lost is repeated with the same owner, and finds its own lease.
 */
export const CLAIM: Statement = {
  name: 'ledger_claim',
  text: `
INSERT INTO worker.job AS job (
  job_key, reference, request, payload_hash, state, attempt, deliveries, redrives, lease_token, lease_owner,
  lease_until, sweep_at, last_message_id, trace_id
) VALUES (
  $1, $2, $3::jsonb, $4, 'leased', 1, 1, $7::int, 1, $8,
  now() + make_interval(secs => $9::float8), now() + make_interval(secs => $9::float8 + $10::float8), $5, $6
)
ON CONFLICT (job_key) DO UPDATE SET (
  state, attempt, verdict, error_code, finished_at, redrives, lease_token, lease_owner, lease_until, sweep_at,
  trace_id, deliveries, last_message_id, updated_at, crashes
) = (
  SELECT
    CASE WHEN NOT can_take THEN job.state WHEN job.verdict IS NOT NULL AND NOT is_redrive THEN 'committed' ELSE 'leased' END,
    CASE WHEN NOT can_take OR is_own THEN job.attempt WHEN is_redrive THEN 1
         WHEN job.verdict IS NOT NULL THEN job.attempt ELSE job.attempt + 1 END,
    CASE WHEN can_take AND is_redrive THEN NULL ELSE job.verdict END,
    CASE WHEN can_take AND is_redrive THEN NULL ELSE job.error_code END,
    CASE WHEN can_take THEN NULL ELSE job.finished_at END,
    greatest(job.redrives, EXCLUDED.redrives),
    CASE WHEN can_take AND NOT is_own THEN job.lease_token + 1 ELSE job.lease_token END,
    CASE WHEN can_take THEN EXCLUDED.lease_owner ELSE job.lease_owner END,
    CASE WHEN can_take THEN EXCLUDED.lease_until ELSE job.lease_until END,
    CASE WHEN can_take THEN EXCLUDED.sweep_at ELSE job.sweep_at END,
    CASE WHEN can_take THEN EXCLUDED.trace_id ELSE job.trace_id END,
    CASE WHEN is_own THEN job.deliveries ELSE job.deliveries + 1 END,
    EXCLUDED.last_message_id,
    now(),
    CASE WHEN can_take AND NOT is_own AND job.lease_until IS NOT NULL THEN job.crashes + 1 ELSE job.crashes END
  FROM (
    SELECT is_own, is_redrive, job.payload_hash = EXCLUDED.payload_hash AND (
      is_own OR is_redrive OR (job.finished_at IS NULL AND coalesce(job.lease_until < now(), true))
    ) AS can_take
    FROM (
      SELECT
        job.lease_owner IS NOT DISTINCT FROM EXCLUDED.lease_owner AND job.finished_at IS NULL AS is_own,
        job.state = 'dead' AND EXCLUDED.redrives > job.redrives AS is_redrive
    ) AS row_state
  ) AS decision
)
RETURNING ${CLAIMED},
  job.state AS "state",
  job.lease_owner IS NOT DISTINCT FROM $8 AND job.finished_at IS NULL AS "isClaimed",
  job.payload_hash <> $4 AS "isConflict",
  greatest(0, coalesce(extract(epoch FROM job.lease_until - now()), 0))::float8 AS "leaseSeconds"`
}

/** $1 most jobs, $2 owner, $3 lease seconds, $4 sweep seconds. */
export const TAKE_DUE: Statement = {
  name: 'ledger_take_due',
  text: `
WITH due AS (
  SELECT job_key FROM worker.job
  WHERE sweep_at <= now() AND coalesce(lease_until < now(), true)
  ORDER BY sweep_at LIMIT $1::int FOR UPDATE SKIP LOCKED
)
UPDATE worker.job AS job SET
  state = CASE WHEN job.verdict IS NULL THEN 'leased' ELSE job.state END,
  attempt = CASE WHEN job.verdict IS NULL THEN job.attempt + 1 ELSE job.attempt END,
  crashes = CASE WHEN job.lease_until IS NOT NULL THEN job.crashes + 1 ELSE job.crashes END,
  lease_token = job.lease_token + 1, lease_owner = $2,
  lease_until = now() + make_interval(secs => $3::float8),
  sweep_at = now() + make_interval(secs => $3::float8 + $4::float8),
  updated_at = now()
FROM due WHERE job.job_key = due.job_key
RETURNING ${CLAIMED}`
}

/** $1 keys, $2 tokens, $3 lease seconds, $4 sweep seconds. */
export const RENEW: Statement = {
  name: 'ledger_renew',
  text: `
UPDATE worker.job AS job SET
  lease_until = now() + make_interval(secs => $3::float8),
  sweep_at = now() + make_interval(secs => $3::float8 + $4::float8)
FROM unnest($1::text[], $2::bigint[]) AS held (job_key, token)
WHERE job.job_key = held.job_key AND job.lease_token = held.token AND job.lease_until IS NOT NULL
RETURNING job.job_key AS "jobKey", job.lease_token AS "token"`
}

/** $1 key, $2 token, $3 state, $4 delay seconds, $5 sweep seconds, $6 code. Work that is committed stays committed. */
export const RELEASE: Statement = {
  name: 'ledger_release',
  text: `
UPDATE worker.job SET
  state = CASE WHEN verdict IS NULL THEN $3 ELSE state END,
  attempt = CASE WHEN $3 = 'interrupted' AND verdict IS NULL THEN attempt - 1 ELSE attempt END,
  interruptions = CASE WHEN $3 = 'interrupted' THEN interruptions + 1 ELSE interruptions END,
  error_code = CASE WHEN verdict IS NULL THEN $6 ELSE error_code END,
  lease_owner = NULL, lease_until = NULL, updated_at = now(),
  sweep_at = now() + make_interval(secs => $4::float8 + $5::float8)
WHERE job_key = $1 AND lease_token = $2::bigint AND lease_until IS NOT NULL
RETURNING job_key AS "jobKey"`
}
