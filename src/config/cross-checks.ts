import { SETTINGS, type EnvironmentVariables } from './env.schema'
import type { ConfigurationFault } from './faults'
import type { ReadEnvironment } from './read-environment'
import { environmentName } from './slices'

type Name = keyof EnvironmentVariables
type Rule = (variables: EnvironmentVariables) => (ConfigurationFault | undefined)[]

const RULES: readonly Rule[] = [
  environmentIsNamedOnEcs,
  queueIsNamed,
  statementEndsBeforeMessageReturns,
  leaseEndsBeforeMessageReturns,
  backendKeyIsSetOutsideLocal,
  levyIsSetForQuotes,
  notifyIsComplete,
  failedEmailIsComplete,
  databaseIsNamed,
  tokenTravelsByTls
]

/** What two variables demand of each other; silent about a variable that has a fault of its own. */
export function crossCheck({ variables, faulty }: ReadEnvironment): ConfigurationFault[] {
  return RULES.flatMap((rule) => rule(variables)).filter(
    (fault): fault is ConfigurationFault => fault !== undefined && !faulty.has(fault.variable)
  )
}

function missing(
  variables: EnvironmentVariables,
  name: Name,
  reason: string
): ConfigurationFault | undefined {
  if (variables[name] !== undefined) return undefined
  return { variable: name, problem: `is not set, but ${reason}`, expected: expectedForm(name) }
}

function expectedForm(name: Name): string {
  return SETTINGS.find((setting) => setting.name === name)!.expected
}

function environmentIsNamedOnEcs(variables: EnvironmentVariables): ReturnType<Rule> {
  if (variables.ECS_CONTAINER_METADATA_URI_V4 === undefined) return []
  return [missing(variables, 'ENVIRONMENT', 'the service runs on ECS')]
}

function queueIsNamed(variables: EnvironmentVariables): ReturnType<Rule> {
  if (variables.SQS_QUEUE_NAME !== undefined) return []
  return [missing(variables, 'AWS_SQS_QUEUE_URL', 'SQS_QUEUE_NAME is not set either')]
}

function statementEndsBeforeMessageReturns(variables: EnvironmentVariables): ReturnType<Rule> {
  const { DB_STATEMENT_TIMEOUT_SECONDS: statement, SQS_VISIBILITY_TIMEOUT: visibility } = variables
  if (!(statement >= visibility)) return []
  return [
    {
      variable: 'DB_STATEMENT_TIMEOUT_SECONDS',
      problem: `is ${statement}, but SQS_VISIBILITY_TIMEOUT is ${visibility}`,
      expected: 'a number of seconds below SQS_VISIBILITY_TIMEOUT'
    }
  ]
}

function leaseEndsBeforeMessageReturns(variables: EnvironmentVariables): ReturnType<Rule> {
  const { JOB_LEASE_SECONDS: lease, SQS_VISIBILITY_TIMEOUT: visibility } = variables
  if (lease === undefined || lease < visibility) return []
  return [
    {
      variable: 'JOB_LEASE_SECONDS',
      problem: `is ${lease}, but SQS_VISIBILITY_TIMEOUT is ${visibility}`,
      expected: 'a number of seconds below SQS_VISIBILITY_TIMEOUT'
    }
  ]
}

function backendKeyIsSetOutsideLocal(variables: EnvironmentVariables): ReturnType<Rule> {
  const environment = environmentName(variables)
  if (environment === 'local') return []
  return [missing(variables, 'BACKEND_API_KEY', `ENVIRONMENT is ${environment}`)]
}

function levyIsSetForQuotes(variables: EnvironmentVariables): ReturnType<Rule> {
  if (variables.BACKEND_RESULTS_CONTRACT !== 'quotes') return []
  const reason = 'BACKEND_RESULTS_CONTRACT is quotes and a levy is not invented'
  const { BACKEND_QUOTES_LEVY_GBP_MIN: min, BACKEND_QUOTES_LEVY_GBP_MAX: max } = variables
  return [
    missing(variables, 'BACKEND_QUOTES_LEVY_GBP_MIN', reason),
    missing(variables, 'BACKEND_QUOTES_LEVY_GBP_MAX', reason),
    min! > max!
      ? {
          variable: 'BACKEND_QUOTES_LEVY_GBP_MIN',
          problem: `is ${min}, but BACKEND_QUOTES_LEVY_GBP_MAX is ${max}`,
          expected: 'at most BACKEND_QUOTES_LEVY_GBP_MAX'
        }
      : undefined
  ]
}

function notifyIsComplete(variables: EnvironmentVariables): ReturnType<Rule> {
  if (!variables.GOVUK_NOTIFY_ENABLED) return []
  const reason = 'GOVUK_NOTIFY_ENABLED is true'
  return [
    missing(variables, 'GOVUK_NOTIFY_API_KEY', reason),
    missing(variables, 'GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED', reason),
    missing(variables, 'GOVUK_NOTIFY_RESULTS_BASE_URL', reason)
  ]
}

function failedEmailIsComplete(variables: EnvironmentVariables): ReturnType<Rule> {
  const { GOVUK_NOTIFY_TEMPLATE_JOB_FAILED: template, GOVUK_NOTIFY_SUPPORT_EMAIL: mailbox } = variables
  if (!variables.GOVUK_NOTIFY_ENABLED || (template === undefined) === (mailbox === undefined)) return []
  return [
    missing(variables, 'GOVUK_NOTIFY_TEMPLATE_JOB_FAILED', 'GOVUK_NOTIFY_SUPPORT_EMAIL is set'),
    missing(variables, 'GOVUK_NOTIFY_SUPPORT_EMAIL', 'GOVUK_NOTIFY_TEMPLATE_JOB_FAILED is set')
  ]
}

function databaseIsNamed(variables: EnvironmentVariables): ReturnType<Rule> {
  if (variables.DATABASE_URL !== undefined) return []
  const reason = 'DATABASE_URL is not set either'
  return [
    missing(variables, 'DB_HOST', reason),
    missing(variables, 'DB_DATABASE', reason),
    missing(variables, 'DB_USER', reason)
  ]
}

function tokenTravelsByTls(variables: EnvironmentVariables): ReturnType<Rule> {
  if (!variables.DB_IAM_AUTHENTICATION || variables.DATABASE_URL !== undefined) return []
  if (variables.DB_SSL ?? environmentName(variables) !== 'local') return []
  return [{ variable: 'DB_SSL', problem: 'is not true, but DB_IAM_AUTHENTICATION is', expected: 'true' }]
}
