/** Name of the dead-letter queue in a redrive policy; undefined without one. */
export function readDeadLetterQueueName(redrivePolicy: string | undefined): string | undefined {
  return /"deadLetterTargetArn"\s*:\s*"[^"]*:([^":]+)"/.exec(redrivePolicy ?? '')?.[1]
}
