/**
 * Address of the dead-letter queue in the redrive policy of a queue; undefined without one. Both queues are of the
 * same account and region, so their addresses differ in the name.
 */
export function deadLetterQueueUrlOf(
  queueUrl: string,
  redrivePolicy: string | undefined
): string | undefined {
  const name = /"deadLetterTargetArn"\s*:\s*"[^"]*:([^":]+)"/.exec(redrivePolicy ?? '')?.[1]
  return name === undefined ? undefined : queueUrl.replace(/[^/]+$/, name)
}
