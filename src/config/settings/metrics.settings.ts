import { Setting } from '../setting'
import { AgentEndpoint, Flag, MetricsNamespace, Text, WholeNumber } from '../setting-forms'

export class MetricsSettings {
  @Setting({ meaning: 'Whether metrics are sent', fallback: 'true in production' })
  @Flag()
  readonly ENABLE_METRICS?: boolean

  @Setting({
    meaning:
      '`Local` writes metrics to standard output, for a developer; everything else sends them to the agent'
  })
  @Text()
  readonly AWS_EMF_ENVIRONMENT?: string

  @Setting({ meaning: 'Address of the CloudWatch agent', default: 'tcp://127.0.0.1:25888' })
  @AgentEndpoint()
  readonly AWS_EMF_AGENT_ENDPOINT!: { readonly host: string; readonly port: number }

  @Setting({ meaning: 'Namespace of the metrics', fallback: 'the name of the service' })
  @MetricsNamespace()
  readonly AWS_EMF_NAMESPACE?: string

  @Setting({ meaning: 'Log group of the metrics', fallback: 'the choice of the agent' })
  @Text()
  readonly AWS_EMF_LOG_GROUP_NAME?: string

  @Setting({ meaning: 'Log stream of the metrics', fallback: 'the choice of the agent' })
  @Text()
  readonly AWS_EMF_LOG_STREAM_NAME?: string

  @Setting({ meaning: 'Dimension `Service` of every metric', fallback: 'the name of the service' })
  @MetricsNamespace()
  readonly AWS_EMF_SERVICE_NAME?: string

  @Setting({ meaning: 'Property `ServiceType` of every record of metrics' })
  @Text()
  readonly AWS_EMF_SERVICE_TYPE?: string

  @Setting({ meaning: 'Seconds from one delivery of metrics to the next', default: '60' })
  @WholeNumber(1, 60)
  readonly METRICS_FLUSH_SECONDS!: number
}
