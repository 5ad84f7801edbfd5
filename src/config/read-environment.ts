import { plainToInstance } from 'class-transformer'
import { validateSync, type ValidationError } from 'class-validator'
import { SETTINGS, SETTINGS_CLASSES, type EnvironmentVariables } from './env.schema'
import { describeValue, type ConfigurationFault } from './faults'
import { settingsOf, type SettingDescription, type SettingsClass } from './setting'

export interface SetVariable {
  /** The name that was set: the variable's own or an alias. */
  readonly name: string
  readonly text: string
}

/** A variable that is set to nothing counts as not set, as compose files write it. */
export function findVariable(
  environment: NodeJS.ProcessEnv,
  { name, aliases = [] }: Pick<SettingDescription, 'name' | 'aliases'>
): SetVariable | undefined {
  const found = [name, ...aliases].find((candidate) => environment[candidate]?.trim())
  return found === undefined ? undefined : { name: found, text: environment[found]! }
}

export interface ReadEnvironment {
  readonly variables: EnvironmentVariables
  readonly faults: readonly ConfigurationFault[]
  /** Settings that have a fault; their value is undefined. */
  readonly faulty: ReadonlySet<string>
}

/** Reads every variable by itself; what two variables demand of each other is in `cross-checks.ts`. */
export function readEnvironment(environment: NodeJS.ProcessEnv): ReadEnvironment {
  const groups = Object.values(SETTINGS_CLASSES).map((settings) => readGroup(environment, settings))
  const variables: EnvironmentVariables = Object.assign({}, ...groups.map(({ values }) => values))
  return {
    variables,
    faults: groups.flatMap(({ faults }) => faults),
    faulty: new Set(groups.flatMap(({ faulty }) => faulty))
  }
}

interface ReadGroup {
  readonly values: object
  readonly faults: readonly ConfigurationFault[]
  readonly faulty: readonly string[]
}

function readGroup(environment: NodeJS.ProcessEnv, settings: SettingsClass): ReadGroup {
  const texts = settingsOf('', settings).map((setting) => [
    setting.name,
    findVariable(environment, setting)?.text ?? setting.default
  ])
  const values = plainToInstance(settings, Object.fromEntries(texts))
  const errors = validateSync(values)
  for (const { property } of errors) Object.assign(values, { [property]: undefined })
  return {
    values,
    faults: errors.map((error) => toFault(environment, error)),
    faulty: errors.map(({ property }) => property)
  }
}

function toFault(environment: NodeJS.ProcessEnv, { property }: ValidationError): ConfigurationFault {
  const setting = SETTINGS.find(({ name }) => name === property)!
  const found = findVariable(environment, setting)
  return {
    variable: found?.name ?? setting.name,
    problem: found ? describeValue(setting, found.text) : 'is not set',
    expected: setting.expected
  }
}
