import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '@nrf/local-env'
import { findFaults } from '../../src/config/load-config'
import { SETTINGS } from '../../src/config/env.schema'
import { METRIC_CATALOGUE } from '../../src/observability/metric-catalogue'
import { BULK_QUEUE, QUEUE_NAMES } from '../../src/queue/queue-names'
import { awsCalls, KNOWN_CLIENTS } from './aws-calls'
import { anchorsOf } from '../docs/markdown'
import { isProjectFile, productionFiles, reachedFrom, readProjectFile } from './source-files'

const needs = JSON.parse(readProjectFile('infra/platform.json'))
const [queue] = needs.queues
const settings = new Map(SETTINGS.map((setting) => [setting.name, setting]))
const runbook = readProjectFile('docs/runbook.md')

interface Named {
  readonly name: string
}

interface MetricUse extends Named {
  readonly on: string
  readonly statistic: string
}

interface Permission {
  readonly action: string
  readonly on: string
  readonly calledIn: readonly string[]
}

interface Role {
  readonly id: string
  readonly entry: string
  readonly permissions: readonly Permission[]
}

const roles: readonly Role[] = needs.roles
const role = (id: string): Role => roles.find((each) => each.id === id)!
const pairs = (permissions: readonly Permission[]): string[] =>
  permissions.flatMap(({ action, calledIn }) => calledIn.map((file) => `${action} in ${file}`))

describe('queues', () => {
  it('are those that the code receives from', () => {
    // The second queue is for those who want one; the runbook says what it needs.
    expect(QUEUE_NAMES.filter((name) => name !== BULK_QUEUE)).toHaveLength(needs.queues.length)
    expect(settings.get('SQS_BULK_QUEUE_URL')).toBeDefined()
    expect(anchorsOf(runbook)).toContain('a-second-queue-for-jobs-that-may-wait')
    const variables = SETTINGS.map(({ name }) => name).filter((name) => /_QUEUE_NAME$|_DLQ_URL$/.test(name))
    expect(new Set([queue.variable, queue.deadLetter.variable])).toEqual(new Set(variables))
  })

  it('have the times that the code counts on', () => {
    expect(queue.visibilityTimeoutSeconds).toBe(Number(settings.get('SQS_VISIBILITY_TIMEOUT')!.default))
    expect(queue.receiveWaitSeconds).toBe(Number(settings.get('SQS_WAIT_TIME_SECONDS')!.default))
    expect(runbook).toContain(`the queue should have a \`maxReceiveCount\` of ${queue.maxReceiveCount}.`)
    expect(runbook).toContain(`with ${queue.deadLetter.retentionDays} days of retention`)
    expect(queue.deadLetter.retentionDays).toBeGreaterThan(queue.retentionDays)
  })

  it('are made alike by the emulator of compose.yml', () => {
    const script = readProjectFile('compose/start-localstack.sh')
    expect(script).toContain(`\nqueue=${queue.name}\n`)
    expect(script).toContain(`"VisibilityTimeout": "${queue.visibilityTimeoutSeconds}"`)
    expect(script).toContain(`"ReceiveMessageWaitTimeSeconds": "${queue.receiveWaitSeconds}"`)
    expect(script).toContain(String.raw`\"maxReceiveCount\":\"${queue.maxReceiveCount}\"`)
    expect(queue.deadLetter.name).toBe(`${queue.name}-deadletter`)
  })
})

describe('permissions', () => {
  const calls = awsCalls()

  it('know every package that reaches AWS', () => {
    const { dependencies } = JSON.parse(readProjectFile('package.json'))
    const ofAws = Object.keys(dependencies).filter((name) => /^@aws-sdk\/|sqs/.test(name))
    expect(ofAws.sort()).toEqual([...KNOWN_CLIENTS].sort())
  })

  it('cover every call in the code, and no other', () => {
    const called = calls.map(({ action, file }) => `${action} in ${file}`)
    expect([...new Set(roles.flatMap(({ permissions }) => pairs(permissions)))].sort()).toEqual(called.sort())
  })

  it('of the worker are those of the calls that it reaches, and no other', () => {
    const reached = reachedFrom(role('worker').entry)
    const called = calls
      .filter(({ file }) => reached.has(file))
      .map(({ action, file }) => `${action} in ${file}`)
    expect([...new Set(pairs(role('worker').permissions))].sort()).toEqual(called.sort())
  })

  it.each(roles.map((each) => [each.id, each] as const))(
    'of the %s are for calls that it can reach',
    (_id, each) => {
      const reached = reachedFrom(each.entry)
      const beyond = each.permissions.flatMap(({ calledIn }) => calledIn.filter((file) => !reached.has(file)))
      expect(beyond).toEqual([])
    }
  )

  it('without a call are the key alone', () => {
    const silent = roles.flatMap(({ permissions }) =>
      permissions.filter(({ calledIn }) => calledIn.length === 0)
    )
    expect(new Set(silent.map(({ action, on }) => `${action} on ${on}`))).toEqual(
      new Set(['kms:Decrypt on key'])
    )
  })

  it('keep the worker from sending, putting, listing and creating', () => {
    const granted = role('worker').permissions.map(({ action }) => action)
    expect(granted.filter((action) => /:(Send|Put|List|Create|Purge|\*)/.test(action))).toEqual([])
  })

  it('of the operator are those that nrf dlq names when one is missing, and the runbook', () => {
    const named = readProjectFile('src/cli/dlq/queue-fault.ts')
    const actions = role('operator')
      .permissions.map(({ action }) => action)
      .filter((action) => action.startsWith('sqs:') && action !== 'sqs:GetQueueUrl')
    for (const action of actions) expect([action, named.includes(action)]).toEqual([action, true])
  })

  it.each(role('worker').permissions.map(({ action }) => action))('%s is in the runbook', (action) => {
    const section = runbook.slice(runbook.indexOf('## Rights of the task role'))
    expect(section).toContain(`\`${action}\``)
  })
})

describe('database', () => {
  it('has the users to whom the changelog grants', () => {
    const granted = new Set<string>()
    for (const version of ['1.3', '1.4', '1.5']) {
      const changes = readProjectFile(`changelog/db.changelog-${version}.xml`)
      for (const [, user] of changes.matchAll(/rolname = '(\w+)'/g)) granted.add(user)
    }
    expect(needs.database.users.map(({ name }: Named) => name).sort()).toEqual([...granted].sort())
  })

  it('has room for the connections of the most tasks', () => {
    const perTask = Number(settings.get('DB_MAX_CONNECTIONS')!.default)
    expect(needs.scaling.maxTasks * perTask).toBeLessThanOrEqual(needs.database.connectionLimit)
  })
})

describe('variables and secrets', () => {
  const secrets: readonly string[] = needs.secrets.map(({ name }: Named) => name)
  const notUsed: readonly string[] = needs.secretsNotUsed.map(({ name }: Named) => name)
  const variables: readonly { name: string; value?: string }[] = needs.variables

  it('are read by the code', () => {
    const names = [...variables.map(({ name }) => name), ...secrets, ...notUsed]
    expect(names.filter((name) => !settings.has(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('name every secret, and no value of one', () => {
    const secret = SETTINGS.filter(({ secret: isSecret }) => isSecret).map(({ name }) => name)
    expect([...secrets, ...notUsed].sort()).toEqual(secret.sort())
  })

  it('are a configuration without faults, and none can be left out', () => {
    const environment = Object.fromEntries([
      ...variables.map(({ name, value }) => [name, value ?? ASKED[name]]),
      ...needs.secrets.map(({ name }: Named) => [name, ASKED[name]])
    ])
    const faultsWithout = (left: string) =>
      findFaults({ ...environment, ECS_CONTAINER_METADATA_URI_V4: 'x', [left]: undefined })

    expect(faultsWithout('')).toEqual([])
    for (const name of DEMANDED) expect([name, faultsWithout(name)]).not.toEqual([name, []])
  })

  it('leave the worker time to stop', () => {
    const stop = Number(variables.find(({ name }) => name === 'WORKER_GRACEFUL_SHUTDOWN_TIMEOUT')!.value)
    expect(stop).toBeLessThan(needs.service.stopTimeoutSeconds)
  })
})

const ASKED: Readonly<Record<string, string>> = {
  ENVIRONMENT: 'prod',
  AWS_S3_INPUT_BUCKET: 'nrf-inputs',
  BACKEND_BASE_URL: 'https://backend.example',
  BACKEND_API_KEY: 'a-key',
  GOVUK_NOTIFY_RESULTS_BASE_URL: 'https://frontend.example',
  GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED: '0c8f4d3a-6d51-4b7e-9a52-3f1d2c7b9e10',
  GOVUK_NOTIFY_TEMPLATE_JOB_FAILED: '5e7a1b92-8c34-4f06-b1d9-72c05ae6f3d4',
  GOVUK_NOTIFY_API_KEY: 'name-a4b1c7d2-3e5f-4a6b-8c9d-0e1f2a3b4c5d-6f7e8d9c-0b1a-4c2d-9e3f-4a5b6c7d8e9f',
  GOVUK_NOTIFY_SUPPORT_EMAIL: 'support@example.org',
  IMPACT_ASSESSOR_API_KEY: 'another-key',
  DB_HOST: 'database.example',
  DB_DATABASE: 'nrf'
}

const DEMANDED = [
  'ENVIRONMENT',
  'SQS_QUEUE_NAME',
  'BACKEND_BASE_URL',
  'BACKEND_API_KEY',
  'GOVUK_NOTIFY_API_KEY',
  'GOVUK_NOTIFY_RESULTS_BASE_URL',
  'GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED',
  'DB_HOST',
  'DB_DATABASE',
  'DB_USER'
]

/** Of https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const QUEUE_METRICS = [
  'ApproximateAgeOfOldestMessage',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesVisible',
  'NumberOfEmptyReceives',
  'NumberOfMessagesDeleted',
  'NumberOfMessagesReceived',
  'NumberOfMessagesSent',
  'SentMessageSize'
]

describe('alarms and dashboard', () => {
  const alarms: readonly {
    id: string
    runbook: string
    expression: string
    metrics: readonly (MetricUse & { id: string })[]
  }[] = needs.alarms
  const used: readonly MetricUse[] = [
    ...alarms.flatMap(({ metrics }) => metrics),
    ...needs.dashboard.flatMap(({ metrics }: { metrics: MetricUse[] }) => metrics)
  ]
  const own = used.filter(({ on }) => on === 'service').map(({ name }) => name)
  const ofQueues = used.filter(({ on }) => on !== 'service')

  it('use metrics that the catalogue has, without a dimension beside the service', () => {
    const described = Object.entries(METRIC_CATALOGUE)
      .filter(([, { dimensions }]) => dimensions.length === 0)
      .map(([name]) => name)
    expect(own.filter((name) => !described.includes(name))).toEqual([])
  })

  it.each([...new Set(own)])('use %s, which the code emits', (name) => {
    const emitting = productionFiles()
      .filter((file) => file !== 'src/observability/metric-catalogue.ts')
      .filter(
        (file) => readProjectFile(file).includes(`'${name}'`) || readProjectFile(file).includes(`  ${name}:`)
      )
    expect(emitting).not.toEqual([])
  })

  it('use metrics that SQS has, of queues that are asked for', () => {
    expect(ofQueues.filter(({ name }) => !QUEUE_METRICS.includes(name))).toEqual([])
    const places = new Set(ofQueues.map(({ on }) => on))
    expect(places).toEqual(new Set([queue.id, queue.deadLetter.id]))
  })

  it('calculate with the metrics that they name', () => {
    for (const { id, expression, metrics } of alarms) {
      const words = new Set(expression.match(/[a-z]\w*/g))
      expect([id, words]).toEqual([id, new Set(metrics.map((metric) => metric.id))])
    }
  })

  it('have a section of the runbook each, and no section is without an alarm', () => {
    const sections = anchorsOf(runbook).filter((anchor) => anchor.startsWith('alarm-'))
    expect(alarms.map((alarm) => alarm.runbook).sort()).toEqual(sections.sort())
  })
})

describe('the template', () => {
  const template = readFileSync(join(projectFolder(), 'infra', 'cloudformation.yaml'), 'utf8')

  it.each([
    ...needs.alarms.map(({ id }: { id: string }) => `${needs.service.name}-${id}`),
    queue.name,
    queue.deadLetter.name,
    ...roles.flatMap(({ permissions }) => permissions.map(({ action }) => action)),
    ...needs.secrets.map(({ name }: Named) => `${needs.service.name}/${name}`)
  ])('holds %s', (text) => {
    expect(template).toMatch(new RegExp(`[ /]${text}$`, 'm'))
  })

  it('starts files that the build makes', () => {
    const started = [needs.service.command[1], 'dist/src/cli/nrf.js']
    for (const file of started) {
      expect(template).toContain(file)
      expect(isProjectFile(file.replace(/^dist\/(.*)\.js$/, '$1.ts'))).toBe(true)
    }
  })
})
