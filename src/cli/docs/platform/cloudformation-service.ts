import { logicalName, type Properties, type Resource } from './cloudformation-names'
import { secretName, taskRoleName } from './cloudformation-roles'
import type { PlatformNeeds, VariableNeed } from './platform-needs'

/** Tasks of the worker and of the loader, the service and its scaling. */
export function serviceResources(needs: PlatformNeeds): Record<string, Resource> {
  return {
    Logs: {
      Type: 'AWS::Logs::LogGroup',
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Retain',
      Properties: {
        LogGroupName: `/${needs.service.name}`,
        RetentionInDays: needs.service.logRetentionDays
      }
    },
    WorkerTask: taskDefinition(needs, 'worker', workerContainer(needs)),
    LoaderTask: taskDefinition(needs, 'loader', loaderContainer(needs)),
    Service: ecsService(needs),
    ScalableTarget: scalableTarget(needs),
    ScalingPolicy: scalingPolicy(needs)
  }
}

function taskDefinition({ service }: PlatformNeeds, role: string, container: Properties): Resource {
  return {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: `${service.name}-${role}`,
      Cpu: String(service.cpuUnits),
      Memory: String(service.memoryMib),
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      TaskRoleArn: { 'Fn::GetAtt': [taskRoleName(role), 'Arn'] },
      ExecutionRoleArn: { 'Fn::GetAtt': ['ExecutionRole', 'Arn'] },
      Volumes: service.writableFolders.map(({ path }) => ({ Name: volumeName(path) })),
      ContainerDefinitions: [container]
    }
  }
}

function workerContainer(needs: PlatformNeeds): Properties {
  const { service, secrets } = needs
  const url = `http://localhost:${service.port}${service.healthPath}`
  return {
    ...containerOf(needs, 'worker', environmentOf(needs)),
    Command: service.command,
    PortMappings: [{ ContainerPort: service.port }],
    StopTimeout: service.stopTimeoutSeconds,
    HealthCheck: {
      Command: ['CMD', 'curl', '--fail', '--silent', '--max-time', '5', url],
      Interval: 30,
      Timeout: 10,
      Retries: 3,
      StartPeriod: 30
    },
    Secrets: secrets
      .filter(({ optional }) => !optional)
      .map(({ name }) => ({ Name: name, ValueFrom: { Ref: secretName(name) } }))
  }
}

/** Started by hand with the command of one load; reads its file from its own file system. */
function loaderContainer(needs: PlatformNeeds): Properties {
  const user = needs.database.users.find(({ id }) => id === 'loader-user')!.name
  const ofDatabase = environmentOf(needs).filter(({ Name }) => /^(DB_|AWS_REGION$|ENVIRONMENT$)/.test(Name))
  const environment = ofDatabase.map((each) => (each.Name === 'DB_USER' ? { ...each, Value: user } : each))
  return {
    ...containerOf(needs, 'loader', environment),
    Command: ['node', 'dist/src/cli/nrf.js', 'data', 'status']
  }
}

function containerOf(
  { service }: PlatformNeeds,
  name: string,
  environment: readonly Properties[]
): Properties {
  return {
    Name: name,
    Image: { Ref: 'Image' },
    Essential: true,
    ReadonlyRootFilesystem: true,
    User: 'node',
    MountPoints: service.writableFolders.map(({ path }) => ({
      SourceVolume: volumeName(path),
      ContainerPath: path,
      ReadOnly: false
    })),
    Environment: environment,
    LogConfiguration: {
      LogDriver: 'awslogs',
      Options: {
        'awslogs-group': { Ref: 'Logs' },
        'awslogs-region': { Ref: 'AWS::Region' },
        'awslogs-stream-prefix': `${service.name}-${name}`
      }
    }
  }
}

const volumeName = (path: string): string => path.replaceAll('/', '')

const environmentOf = ({ variables }: PlatformNeeds): { Name: string; Value: unknown }[] =>
  variables.map((variable) => ({ Name: variable.name, Value: valueOf(variable) }))

const valueOf = ({ name, value }: VariableNeed): unknown => value ?? { Ref: logicalName(name) }

function ecsService({ service: { name }, scaling }: PlatformNeeds): Resource {
  return {
    Type: 'AWS::ECS::Service',
    Properties: {
      ServiceName: name,
      Cluster: { Ref: 'ClusterName' },
      LaunchType: 'FARGATE',
      TaskDefinition: { Ref: 'WorkerTask' },
      DesiredCount: scaling.minTasks,
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true }
      },
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: { Ref: 'SubnetIds' },
          SecurityGroups: { Ref: 'SecurityGroupIds' }
        }
      }
    }
  }
}

function scalableTarget({ scaling }: PlatformNeeds): Resource {
  return {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: {
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: { 'Fn::Sub': 'service/${ClusterName}/${Service.Name}' },
      MinCapacity: scaling.minTasks,
      MaxCapacity: scaling.maxTasks
    }
  }
}

function scalingPolicy({ queues, scaling, service: { name } }: PlatformNeeds): Resource {
  const metric = (namespace: string, metricName: string, dimensions: readonly object[]): Properties => ({
    Stat: 'Average',
    Metric: { Namespace: namespace, MetricName: metricName, Dimensions: dimensions }
  })
  const waiting = metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', [
    { Name: 'QueueName', Value: queues[0].name }
  ])
  const tasks = metric('ECS/ContainerInsights', 'RunningTaskCount', [
    { Name: 'ClusterName', Value: { Ref: 'ClusterName' } },
    { Name: 'ServiceName', Value: name }
  ])
  return {
    Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    Properties: {
      PolicyName: `${name}-backlog-per-task`,
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { Ref: 'ScalableTarget' },
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: scaling.messagesPerTask,
        ScaleOutCooldown: scaling.scaleOutAfterSeconds,
        ScaleInCooldown: scaling.scaleInAfterSeconds,
        CustomizedMetricSpecification: {
          Metrics: [
            { Id: 'waiting', MetricStat: waiting, ReturnData: false },
            { Id: 'tasks', MetricStat: tasks, ReturnData: false },
            { Id: 'backlog', Expression: 'waiting / tasks', Label: 'Messages per task', ReturnData: true }
          ]
        }
      }
    }
  }
}
