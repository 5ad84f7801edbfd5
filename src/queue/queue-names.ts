/** Names by which operators, logs and metrics know the queues. */
export const ASSESSMENTS_QUEUE = 'assessments'

export const QUEUE_NAMES: readonly string[] = [ASSESSMENTS_QUEUE]
