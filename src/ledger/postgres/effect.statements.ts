import type { Statement } from '../../database/statement-runner'

/**
 * SQL: when the sweeper looks at a job whose lease begins anew. A time that is there already and lacks less than a
 * tenth of the sweep seconds stays: it is in an index, and a row version that changes none costs half. Who may take
 * the job is for the lease to say.
 */
function sweepAt(leaseSeconds: string, sweepSeconds: string): string {
  const after = (share: number): string =>
    `now() + make_interval(secs => ${leaseSeconds}::float8 + ${share} * ${sweepSeconds}::float8)`
  return `CASE WHEN sweep_at BETWEEN ${after(0.9)} AND ${after(1)} THEN sweep_at ELSE ${after(1)} END`
}

/**
 * $1 key, $2 token, $3 verdict, $4 code, $5 digest, $6 lease seconds, $7 sweep seconds, $8 whether the job ends here,
 * $9 effects, $10 idempotency keys, $11 requests, $12 states. Repeated with the same digest it changes nothing.
 * What was refused for good before an operator sent the job back is taken up again.
 */
export const COMMIT: Statement = {
  name: 'ledger_commit',
  text: `
WITH owned AS (
  UPDATE worker.job SET
    state = CASE WHEN $8::boolean THEN $3 ELSE 'committed' END,
    verdict = $3, error_code = $4, result_digest = $5, updated_at = now(),
    finished_at = CASE WHEN $8::boolean THEN now() END,
    lease_until = CASE WHEN $8::boolean THEN NULL ELSE now() + make_interval(secs => $6::float8) END,
    sweep_at = CASE WHEN $8::boolean THEN NULL ELSE ${sweepAt('$6', '$7')} END
  WHERE job_key = $1 AND lease_token = $2::bigint AND (verdict IS NULL OR result_digest = $5)
  RETURNING job_key
), reopened AS (
  UPDATE worker.effect AS old SET
    idem_key = new.idem_key, request = new.request,
    request_digest = encode(sha256(convert_to(new.request, 'UTF8')), 'hex'), state = new.state,
    tries = (new.state = 'sending')::int, absent_reads = 0, not_before = NULL, detail = NULL,
    lease_token = $2::bigint, updated_at = now()
  FROM owned, unnest($9::text[], $10::uuid[], $11::text[], $12::text[]) AS new (effect, idem_key, request, state)
  WHERE old.job_key = owned.job_key AND old.effect = new.effect AND old.state = 'failed'
    AND old.lease_token < $2::bigint
  RETURNING old.effect
), added AS (
  INSERT INTO worker.effect (job_key, effect, idem_key, request, request_digest, state, tries, lease_token)
  SELECT owned.job_key, new.effect, new.idem_key, new.request,
    encode(sha256(convert_to(new.request, 'UTF8')), 'hex'), new.state, (new.state = 'sending')::int, $2::bigint
  FROM owned, unnest($9::text[], $10::uuid[], $11::text[], $12::text[]) AS new (effect, idem_key, request, state)
  ON CONFLICT DO NOTHING
  RETURNING effect
)
SELECT job_key AS "jobKey", ARRAY(
  SELECT effect FROM added
  UNION SELECT effect FROM reopened
  UNION SELECT effect FROM worker.effect WHERE job_key = $1 AND lease_token = $2::bigint
) AS "effects" FROM owned`
}

/** $1 key, $2 token. */
export const FINISH: Statement = {
  name: 'ledger_finish',
  text: `
UPDATE worker.job SET
  state = verdict, finished_at = now(), lease_owner = NULL, lease_until = NULL, sweep_at = NULL, updated_at = now()
WHERE job_key = $1 AND lease_token = $2::bigint AND verdict IS NOT NULL
RETURNING job_key AS "jobKey"`
}

/**
 * $1 key, $2 token, $3 code, $4 detail, $5 lease seconds, $6 sweep seconds, $7 e-mail or null, $8 its idempotency key,
 * $9 its request. An e-mail that was intended before, by this job or another, is none.
 */
export const CONDEMN: Statement = {
  name: 'ledger_condemn',
  text: `
WITH email AS (
  SELECT 1 WHERE $7::text IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM worker.effect
    WHERE lease_token <> $2::bigint AND ((job_key = $1 AND effect = $7::text) OR idem_key = $8::uuid)
  )
), owned AS (
  UPDATE worker.job SET
    verdict = 'dead', error_code = $3, updated_at = now(),
    state = CASE WHEN EXISTS (SELECT 1 FROM email) THEN 'committed' ELSE 'dead' END,
    finished_at = CASE WHEN NOT EXISTS (SELECT 1 FROM email) THEN now() END,
    lease_until = CASE WHEN EXISTS (SELECT 1 FROM email) THEN now() + make_interval(secs => $5::float8) END,
    sweep_at = CASE WHEN EXISTS (SELECT 1 FROM email) THEN now() + make_interval(secs => $5::float8 + $6::float8) END
  WHERE job_key = $1 AND lease_token = $2::bigint AND verdict IS NOT NULL
  RETURNING job_key
), refused AS (
  UPDATE worker.effect SET state = 'failed', detail = $4, lease_token = $2::bigint, updated_at = now()
  WHERE job_key = (SELECT job_key FROM owned) AND effect = 'post_result'
), dropped AS (
  DELETE FROM worker.effect
  WHERE job_key = (SELECT job_key FROM owned) AND effect = 'email_completed' AND state = 'pending'
), added AS (
  INSERT INTO worker.effect (job_key, effect, idem_key, request, request_digest, state, tries, lease_token)
  SELECT job_key, $7::text, $8::uuid, $9::text, encode(sha256(convert_to($9::text, 'UTF8')), 'hex'), 'sending', 1,
    $2::bigint
  FROM owned, email
  ON CONFLICT DO NOTHING
)
SELECT job_key AS "jobKey", EXISTS (SELECT 1 FROM email) AS "isTold" FROM owned`
}

/** $1 key, $2 token, $3 code. */
export const CANCEL: Statement = {
  name: 'ledger_cancel',
  text: `
UPDATE worker.job SET
  state = 'cancelled', error_code = $3, finished_at = now(), lease_owner = NULL, lease_until = NULL, sweep_at = NULL,
  updated_at = now()
WHERE job_key = $1 AND lease_token = $2::bigint
RETURNING job_key AS "jobKey"`
}

/**
 * $1 key, $2 token, $3 effect, $4 its state, $5 external id, $6 detail, $7 seconds until it is due, $8 absent reads,
 * $9 next effect, $10 what becomes of the job, $11 lease seconds, $12 sweep seconds.
 */
const endEffectText = `
WITH owned AS (
  UPDATE worker.job SET
    state = CASE WHEN $10 = 'finish' THEN verdict ELSE state END,
    finished_at = CASE WHEN $10 = 'finish' THEN now() END,
    lease_owner = CASE WHEN $10 = 'continue' THEN lease_owner END,
    lease_until = CASE WHEN $10 = 'continue' THEN now() + make_interval(secs => $11::float8) END,
    sweep_at = CASE $10
      WHEN 'continue' THEN ${sweepAt('$11', '$12')}
      WHEN 'park' THEN now() + make_interval(secs => coalesce($7::float8, 0)) END,
    updated_at = now()
  WHERE job_key = $1 AND lease_token = $2::bigint
  RETURNING job_key
), ended AS (
  UPDATE worker.effect SET
    state = $4, external_id = coalesce($5, external_id), detail = $6, absent_reads = coalesce($8::int, 0),
    not_before = now() + make_interval(secs => $7::float8), lease_token = $2::bigint, updated_at = now()
  WHERE job_key = (SELECT job_key FROM owned) AND effect = $3
), begun AS (
  UPDATE worker.effect SET
    state = 'sending', tries = tries + 1, absent_reads = 0, not_before = NULL, lease_token = $2::bigint,
    updated_at = now()
  WHERE job_key = (SELECT job_key FROM owned) AND effect = $9
)
SELECT job_key AS "jobKey" FROM owned`

/** Two names for one text: whoever watches the database sees which call a job has behind it. */
export const RESULT_DONE: Statement = { name: 'ledger_result_done', text: endEffectText }

export const EMAIL_DONE: Statement = { name: 'ledger_email_done', text: `${endEffectText} -- e-mail` }

/** $1 key, $2 token, $3 effect, $4 lease seconds, $5 sweep seconds. */
export const BEGIN_EFFECT: Statement = {
  name: 'ledger_begin_effect',
  text: `
WITH owned AS (
  UPDATE worker.job SET
    lease_until = now() + make_interval(secs => $4::float8),
    sweep_at = now() + make_interval(secs => $4::float8 + $5::float8),
    updated_at = now()
  WHERE job_key = $1 AND lease_token = $2::bigint
  RETURNING job_key
), begun AS (
  UPDATE worker.effect SET
    state = 'sending', tries = tries + 1, absent_reads = 0, not_before = NULL, lease_token = $2::bigint,
    updated_at = now()
  WHERE job_key = (SELECT job_key FROM owned) AND effect = $3
)
SELECT job_key AS "jobKey" FROM owned`
}
