import type { MetricUse, PlatformNeeds } from './platform-needs'

export type Properties = Record<string, unknown>

export interface Resource {
  readonly Type: string
  readonly Properties: Properties
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
}

/** Letters and digits only, as CloudFormation wants: `dead-letter-queue` and `DB_HOST` give `DeadLetterQueue`, `DbHost`. */
export function logicalName(id: string): string {
  return id
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('')
}

export interface LocatedMetric {
  readonly namespace: string
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[]
}

/** Where CloudWatch keeps a metric: those of queues under their name, those of the service under its own. */
export function locate({ on }: MetricUse, { queues, service }: PlatformNeeds): LocatedMetric {
  if (on === 'service') {
    return {
      namespace: service.metricNamespace,
      dimensions: [{ Name: 'Service', Value: service.name }]
    }
  }
  const queue = queues.flatMap((each) => [each, each.deadLetter]).find(({ id }) => id === on)
  if (queue === undefined) throw new Error(`infra/platform.json: no queue has the id "${on}"`)
  return { namespace: 'AWS/SQS', dimensions: [{ Name: 'QueueName', Value: queue.name }] }
}
