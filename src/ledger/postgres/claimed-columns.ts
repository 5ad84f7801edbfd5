/** Results before e-mails. */
export const EFFECT_ORDER = `CASE effect WHEN 'post_result' THEN 1 WHEN 'post_failure' THEN 2 ELSE 3 END`

/** Everything that a worker has to know of a job that it holds; `job` is the row. */
export const CLAIMED = `
  job.job_key AS "jobKey",
  job.lease_token AS "token",
  job.request AS "request",
  job.attempt AS "attempt",
  job.crashes AS "crashes",
  job.verdict AS "verdict",
  job.error_code AS "errorCode",
  CASE WHEN job.verdict IS NULL THEN '[]'::jsonb ELSE (
    SELECT coalesce(jsonb_agg(jsonb_build_object(
      'effect', effect, 'idemKey', idem_key, 'request', request, 'state', effect.state, 'tries', tries,
      'absentReads', absent_reads,
      'dueInSeconds', greatest(0, coalesce(extract(epoch FROM not_before - now()), 0))
    ) ORDER BY ${EFFECT_ORDER}), '[]'::jsonb)
    FROM worker.effect WHERE effect.job_key = job.job_key
  ) END AS "effects"`
