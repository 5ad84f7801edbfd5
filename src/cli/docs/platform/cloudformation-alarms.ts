import { locate, logicalName, type Properties, type Resource } from './cloudformation-names'
import type { AlarmNeed, PlatformNeeds } from './platform-needs'

/** One alarm each; all of them tell the same topic, also when they are over. */
export function alarmResources(needs: PlatformNeeds): Record<string, Resource> {
  return Object.fromEntries(
    needs.alarms.map((alarm) => [`${logicalName(alarm.id)}Alarm`, alarmResource(alarm, needs)])
  )
}

function alarmResource(alarm: AlarmNeed, needs: PlatformNeeds): Resource {
  const topic = [{ Ref: 'AlarmTopicArn' }]
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${needs.service.name}-${alarm.id}`,
      AlarmDescription: `${alarm.title}. docs/runbook.md#${alarm.runbook}`,
      AlarmActions: topic,
      OKActions: topic,
      ComparisonOperator: alarm.comparison,
      Threshold: alarm.threshold,
      EvaluationPeriods: alarm.periods,
      TreatMissingData: alarm.missingData,
      Metrics: [
        { Id: 'result', Expression: alarm.expression, Label: alarm.title, ReturnData: true },
        ...alarm.metrics.map((metric) => ({
          Id: metric.id,
          ReturnData: false,
          MetricStat: {
            Stat: metric.statistic,
            Period: alarm.periodSeconds,
            Metric: {
              Namespace: locate(metric, needs).namespace,
              MetricName: metric.name,
              Dimensions: locate(metric, needs).dimensions
            }
          }
        }))
      ]
    }
  }
}

const COLUMNS = 2
const WIDTH = 12
const HEIGHT = 6

/** Two graphs a row. */
export function dashboardResource(needs: PlatformNeeds): Record<string, Resource> {
  const widgets = needs.dashboard.map(({ title, metrics }, index): Properties => {
    const lines = metrics.map((metric) => {
      const { namespace, dimensions } = locate(metric, needs)
      const place = dimensions.flatMap(({ Name, Value }) => [Name, Value])
      return [namespace, metric.name, ...place, { stat: metric.statistic }]
    })
    return {
      type: 'metric',
      x: (index % COLUMNS) * WIDTH,
      y: Math.floor(index / COLUMNS) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: { title, region: '${AWS::Region}', period: 300, metrics: lines }
    }
  })
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: needs.service.name,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) }
      }
    }
  }
}
