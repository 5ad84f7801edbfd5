/** Names by which operators, logs and metrics know the queues. */
export const ASSESSMENTS_QUEUE = 'assessments'
/** Jobs that may wait for those of the first queue. */
export const BULK_QUEUE = 'bulk'

export const QUEUE_NAMES: readonly string[] = [ASSESSMENTS_QUEUE, BULK_QUEUE]
