import { describe, type EventDescription } from './event-description'

export type { EventDescription, EventField, EventLevel } from './event-description'

const NOTHING = 'Nothing.'

/**
 * Every value that `event.action` may have: the one list that alarms and the runbook refer to; `docs/events.md` is
 * generated from it.
 */
export const EVENT_CATALOGUE = {
  worker_startup: describe(['info'], [], 'The process is up and answers for its health.', NOTHING),
  worker_ready: describe(
    ['info'],
    ['duration'],
    'A receive of every queue has succeeded; the duration counts from the start of the process.',
    'Missing after a deployment: look for gate_closed and poll_error, then at /health/ready.'
  ),
  message_received: describe(['info'], ['reason'], 'A message came; reason is its id.', NOTHING),
  message_repaired: describe(
    ['info'],
    ['reference', 'reason'],
    'A message was read otherwise than the contract writes it: an older name of a field, a byte-order mark, characters that were lost on the way. Reason is its id.',
    'Tell the sender when it goes on.'
  ),
  message_validation_failed: describe(
    ['warn'],
    ['reference', 'code', 'outcome', 'reason'],
    'A message cannot be worked on; reason is its id.',
    'Look the code up in codes.md; the sender has to act.'
  ),
  message_quarantined: describe(
    ['warn', 'error'],
    ['reference', 'code', 'reason'],
    'A message is left to the redrive policy, which moves it to the dead-letter queue; reason is its id.',
    'See the alarm on the dead-letter queue in the runbook.'
  ),
  message_duplicate: describe(
    ['info'],
    ['reference', 'code', 'reason'],
    'A message came again while it was worked on (reason is its id), or after its job had ended (reason is how).',
    'Many of them: SQS_VISIBILITY_TIMEOUT is too short, or deletes fail.'
  ),
  message_released: describe(
    ['info'],
    ['reason', 'duration'],
    'A message was given back and comes again, at once or after a delay; reason is its id.',
    'Look at the step_failed of the same trace.'
  ),
  message_deleted: describe(
    ['info'],
    ['reason', 'duration', 'outcome'],
    'Nothing is left to do for a message; reason is its id.',
    NOTHING
  ),
  message_delete_failed: describe(
    ['error'],
    ['reason', 'error'],
    'SQS did not take a delete after four tries; the message comes again and is recognised; reason is its id.',
    'Check the right sqs:DeleteMessage when it goes on.'
  ),
  job_claimed: describe(['info'], ['reference'], 'A try of a job begins.', NOTHING),
  job_resumed: describe(
    ['info'],
    ['reference'],
    'A job whose work was done before goes on with what is left to deliver.',
    NOTHING
  ),
  job_completed: describe(
    ['info'],
    ['reference', 'duration', 'code', 'outcome', 'reason'],
    'A job has ended well: reason all_done, email_open (the e-mail follows) or cancelled (it was withdrawn).',
    NOTHING
  ),
  job_retry_scheduled: describe(
    ['warn'],
    ['reference', 'duration', 'code', 'outcome'],
    'A try has failed, and the job is tried again after a delay.',
    'Look the code up in codes.md when many jobs have the same.'
  ),
  job_snoozed: describe(
    ['info'],
    ['reference', 'reason'],
    'Another delivery of the job is being worked on; this one is looked at later; reason is its message id.',
    NOTHING
  ),
  job_interrupted: describe(
    ['info'],
    ['reference', 'duration'],
    'A job was stopped because the worker stops or its lease is lost; another worker takes it, the try does not count.',
    'Many of them at deployments: ask for a longer stop time-out.'
  ),
  job_overdue: describe(
    ['error'],
    ['reason'],
    'A job was aborted at JOB_HARD_TIMEOUT_SECONDS; reason is its message id.',
    'Look at the job by its trace id; a database that is slow for all jobs shows in their durations.'
  ),
  job_stuck: describe(
    ['error'],
    ['reason'],
    'A job did not end 30 s after it was aborted; its slot is lost until the process ends; reason is its message id.',
    'Report it; when every slot is lost, /health turns red and the platform restarts the worker.'
  ),
  job_dead: describe(
    ['error'],
    ['reference', 'duration', 'code', 'outcome'],
    'A job has failed for good; backend and support are told.',
    'Look the code up in codes.md: it names who has to act.'
  ),
  step_completed: describe(
    ['info'],
    ['reference', 'outcome', 'reason'],
    'Something that others would do is not done, on purpose; reason names it.',
    NOTHING
  ),
  step_failed: describe(
    ['warn'],
    ['outcome', 'code', 'error'],
    'A try has failed; the event that follows in the trace tells what becomes of the job.',
    'Look the code up in codes.md.'
  ),
  effect_sent: describe(
    ['info', 'warn', 'error'],
    ['reference', 'outcome', 'reason', 'code', 'error'],
    'The backend or Notify has taken what was sent, or refused it for good (outcome failure); reason names it.',
    'For a failure: a refused result is in codes.md; a refused e-mail names the cause in its sentence.'
  ),
  effect_replayed: describe(
    ['info'],
    ['reference', 'outcome', 'reason'],
    'A result was sent again with the same bytes because the first answer was not known; reason names it.',
    NOTHING
  ),
  effect_unknown: describe(
    ['warn'],
    ['reference', 'outcome', 'reason'],
    'Nobody knows whether Notify took an e-mail; it is asked.',
    'Many of them: Notify or the proxy is slow.'
  ),
  effect_held: describe(
    ['warn'],
    ['reference', 'outcome', 'reason'],
    'Notify does not take an e-mail now; it is sent later.',
    'The sentence says why: a limit of Notify, its key, or the network.'
  ),
  effect_reconciled: describe(
    ['info'],
    ['reference', 'outcome', 'reason'],
    'Notify had taken an e-mail whose answer was lost; it is not sent again.',
    NOTHING
  ),
  effect_not_delivered: describe(
    ['warn'],
    ['reference', 'outcome', 'reason'],
    'Notify took an e-mail that did not arrive, or did not send it; then it is sent once more. Reason says which one.',
    'The sentence says why; an address that does not exist is for the sender to correct.'
  ),
  notify_degraded: describe(
    ['warn'],
    ['reason'],
    'Notify does not take e-mails: they wait, and jobs go on; reason is how it refuses.',
    'The sentence says why: a limit of Notify, its key, or the network.'
  ),
  notify_recovered: describe(['info'], ['duration'], 'Notify takes e-mails again.', NOTHING),
  heartbeat_failed: describe(
    ['warn', 'error'],
    ['reason', 'error'],
    'A visibility time, or the leases of the jobs, could not be renewed or changed; reason is a message id.',
    'Once does no harm; if it goes on, check SQS, its rights, and the database.'
  ),
  lease_lost: describe(
    ['warn'],
    ['reference', 'reason', 'error'],
    'A message or job no longer belongs to this worker; reason is the message id or the key of the job.',
    'Many of them: the worker is starved of CPU, or SQS or the database is out of reach.'
  ),
  sweep_failed: describe(
    ['warn'],
    ['error'],
    'The look for jobs that no message brings back, or for what is still to be sent, has failed; it is repeated.',
    'Check the database when it goes on.'
  ),
  poll_error: describe(
    ['warn', 'error'],
    ['reason', 'error'],
    'A receive has failed and is repeated with growing pauses, or the redrive policy is unreadable, or the SQS client was replaced; reason is the queue.',
    'Check network, rights of the task role, and the address of the queue.'
  ),
  gate_closed: describe(
    ['warn'],
    ['reason', 'error'],
    'Nothing is received until what reason names is ready again; no message is lost.',
    'Read the probe of the same name in /health/ready.'
  ),
  gate_opened: describe(['info'], ['reason'], 'What reason names is ready again.', NOTHING),
  queue_misconfigured: describe(
    ['warn'],
    ['reason'],
    'The queue that reason names moves messages to the dead-letter queue after fewer receives than recommended.',
    'Set maxReceiveCount of its redrive policy to 10 or more.'
  ),
  queue_paused: describe(
    ['warn'],
    ['reason'],
    'An operator has paused the queue that reason names: nothing is received until it is resumed.',
    'Ask `nrf queue status` since when and why; `nrf queue resume` ends it.'
  ),
  queue_resumed: describe(['info'], ['reason'], 'Receiving from that queue goes on.', NOTHING),
  boundary_checked: describe(
    ['info'],
    ['outcome', 'code', 'duration'],
    'An uploaded boundary was checked; the code says why it was refused.',
    NOTHING
  ),
  boundary_check_failed: describe(
    ['warn', 'error'],
    ['error'],
    'An uploaded boundary could not be checked; as a warning, because the database or the layer edp_boundaries is missing.',
    'Read the error; for a missing layer load and activate edp_boundaries.'
  ),
  queue_depth_unknown: describe(
    ['warn'],
    ['reason', 'error'],
    'SQS did not say how much waits in a queue or its dead-letter queue; reason is the queue. Said once until it does.',
    'Give the role sqs:GetQueueAttributes on both queues; receiving is not affected.'
  ),
  metrics_impaired: describe(
    ['warn'],
    ['reason', 'error'],
    'Metrics do not reach the agent; reason says where it was looked for and why. An hour of them is kept.',
    'See the agent beside the task, and AWS_EMF_AGENT_ENDPOINT; jobs are not affected.'
  ),
  metrics_recovered: describe(['info'], [], 'Metrics reach the agent again.', NOTHING),
  worker_draining: describe(
    ['info'],
    [],
    'The worker was told to stop: running jobs may end, none is begun.',
    NOTHING
  ),
  drain_progress: describe(['info'], [], 'Every 5 s of a stop: how many jobs still run.', NOTHING),
  worker_shutdown: describe(['info'], [], 'The worker has stopped; the sentence holds its totals.', NOTHING),
  worker_forced_exit: describe(
    ['fatal'],
    [],
    'The stop outlasted its time or was told twice; jobs and messages return by themselves.',
    'Make WORKER_GRACEFUL_SHUTDOWN_TIMEOUT shorter than the stop time-out of the platform.'
  )
} satisfies Readonly<Record<string, EventDescription>>

export type EventName = keyof typeof EVENT_CATALOGUE
