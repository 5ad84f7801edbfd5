import { logicalName, type Properties, type Resource } from './cloudformation-names'
import type { Permission, PlaceId, PlatformNeeds, RoleNeed } from './platform-needs'

const TASKS_MAY_TAKE_IT = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }
  ]
}

/** Name of the role that tasks run under; a person's session gets a policy instead. */
export const taskRoleName = (id: string): string => `${logicalName(id)}Role`

/** Roles, the operator's policy, and the secrets with the role that hands them to the tasks. */
export function accessResources(needs: PlatformNeeds): Record<string, Resource> {
  const roles = needs.roles.map((role) => roleResource(role, needs))
  return {
    ...Object.fromEntries(roles),
    ...Object.fromEntries(needs.secrets.map(({ name }) => secretResource(name, needs))),
    ExecutionRole: executionRole(needs)
  }
}

export const secretName = (variable: string): string => `${logicalName(variable)}Secret`

function roleResource(role: RoleNeed, needs: PlatformNeeds): [string, Resource] {
  if (role.id === 'operator') {
    return [
      `${logicalName(role.id)}Policy`,
      {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { Description: role.purpose, PolicyDocument: policyOf(role, needs) }
      }
    ]
  }
  const Policies = [{ PolicyName: role.id, PolicyDocument: policyOf(role, needs) }]
  return [
    taskRoleName(role.id),
    {
      Type: 'AWS::IAM::Role',
      Properties: { Description: role.purpose, AssumeRolePolicyDocument: TASKS_MAY_TAKE_IT, Policies }
    }
  ]
}

function policyOf({ permissions }: RoleNeed, needs: PlatformNeeds): Properties {
  const places = [...new Set(permissions.map(({ on }) => on))]
  return {
    Version: '2012-10-17',
    Statement: places.map((place) => {
      const statement = statementOf(
        place,
        permissions.filter(({ on }) => on === place),
        needs
      )
      return place === 'key' ? { 'Fn::If': ['HasKey', statement, { Ref: 'AWS::NoValue' }] } : statement
    })
  }
}

function statementOf(place: PlaceId, permissions: readonly Permission[], needs: PlatformNeeds): Properties {
  return { Effect: 'Allow', Action: permissions.map(({ action }) => action), Resource: arnOf(place, needs) }
}

function arnOf(place: PlaceId, { buckets, database, queues }: PlatformNeeds): Properties {
  if (place === 'key') return { Ref: 'KeyArn' }
  if (queues.some(({ id, deadLetter }) => id === place || deadLetter.id === place)) {
    return { 'Fn::GetAtt': [logicalName(place), 'Arn'] }
  }
  const bucket = buckets.find(({ id }) => id === place)
  if (bucket) return { 'Fn::Sub': `arn:aws:s3:::\${${logicalName(bucket.variable)}}/*` }
  const user = database.users.find(({ id }) => id === place)
  if (user === undefined) throw new Error(`infra/platform.json: nothing has the id "${place}"`)
  const account = '${AWS::Region}:${AWS::AccountId}'
  return { 'Fn::Sub': `arn:aws:rds-db:${account}:dbuser:\${DatabaseResourceId}/${user.name}` }
}

function secretResource(variable: string, { service }: PlatformNeeds): [string, Resource] {
  return [
    secretName(variable),
    {
      Type: 'AWS::SecretsManager::Secret',
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Retain',
      Properties: { Name: `${service.name}/${variable}`, Description: `Value of ${variable}` }
    }
  ]
}

/** Of the container agent, not of the service: it reads the secrets and writes the logs. */
function executionRole({ secrets }: PlatformNeeds): Resource {
  const Resource = secrets.map(({ name }) => ({ Ref: secretName(name) }))
  const PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource }]
  }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: 'Lets the container agent read the secrets and write the logs',
      AssumeRolePolicyDocument: TASKS_MAY_TAKE_IT,
      ManagedPolicyArns: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy' }
      ],
      Policies: [{ PolicyName: 'secrets', PolicyDocument }]
    }
  }
}
