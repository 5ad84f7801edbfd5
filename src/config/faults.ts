import type { SettingDescription } from './setting'

/** One thing that is wrong with the environment; never holds the value of a secret. */
export interface ConfigurationFault {
  readonly variable: string
  readonly problem: string
  readonly expected: string
}

/** The environment cannot be used; `faults` names everything that is wrong with it. */
export class InvalidConfiguration extends Error {
  constructor(readonly faults: readonly ConfigurationFault[]) {
    super(`The configuration is not valid:\n${describeFaults(faults)}`)
    this.name = 'InvalidConfiguration'
  }
}

/** One line per fault, for people. */
export function describeFaults(faults: readonly ConfigurationFault[]): string {
  return faults.map((fault) => `- ${fault.variable} ${fault.problem}; expected: ${fault.expected}`).join('\n')
}

const LONGEST_QUOTE = 60

/** A value with an @ may hold a password or an address, so it is not repeated either. */
export function describeValue(setting: SettingDescription, value: string): string {
  if (setting.secret || value.includes('@')) return 'is set to a value of another form'
  const quoted = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value
  return `is ${JSON.stringify(quoted)}`
}
