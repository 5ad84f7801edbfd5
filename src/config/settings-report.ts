import { SETTINGS } from './env.schema'
import { findVariable } from './read-environment'
import type { SettingDescription } from './setting'
import { TRUST_STORE_SETTING, trustStoreVariables } from './trust-store'

export interface SettingRow {
  readonly group: string
  readonly variable: string
  /** Other names of the same variable. */
  readonly aliases: readonly string[]
  readonly meaning: string
  readonly default: string
  /** What counts now; a secret is masked. */
  readonly value: string
  readonly source: 'environment' | 'default' | 'not set'
}

const MASK = '********'

/** Every variable with its present value and where that comes from. */
export function settingRows(environment: NodeJS.ProcessEnv): SettingRow[] {
  return SETTINGS.map((setting) => ({
    group: setting.group,
    variable: setting.name,
    aliases: setting.aliases ?? [],
    meaning: setting.meaning,
    default: setting.default ?? setting.fallback ?? '',
    ...presentValue(setting, environment)
  }))
}

function presentValue(
  setting: SettingDescription,
  environment: NodeJS.ProcessEnv
): Pick<SettingRow, 'value' | 'source'> {
  if (setting === TRUST_STORE_SETTING) return presentTrustStore(environment)
  const found = findVariable(environment, setting)
  if (found) {
    const isHidden = setting.secret === true || found.text.includes('@')
    return { value: isHidden ? MASK : found.text, source: 'environment' }
  }
  if (setting.default !== undefined) return { value: setting.default, source: 'default' }
  return { value: '', source: 'not set' }
}

function presentTrustStore(environment: NodeJS.ProcessEnv): Pick<SettingRow, 'value' | 'source'> {
  const names = trustStoreVariables(environment)
  return { value: names.join(', '), source: names.length > 0 ? 'environment' : 'not set' }
}

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const groups = [...new Set(SETTINGS.map(({ group }) => group))]
  return `${INTRODUCTION}\n${groups.map(groupSection).join('\n')}`
}

const INTRODUCTION = `# Configuration

Made by \`npm run -s nrf -- config --markdown > docs/configuration.md\` from \`src/config/settings/\`; do not edit it by hand.

The service is configured by environment variables and by nothing else. They are read once, at the start, and checked all together: if anything is wrong, every fault is printed and the process ends with exit code 78. \`npm run -s nrf -- config\` shows what counts in the present environment. A variable that is set to an empty text counts as not set. Names in brackets are other names of the same variable; the first that is set counts.
`

function groupSection(group: string): string {
  const rows = SETTINGS.filter((setting) => setting.group === group).map((setting) => [
    code(setting.name) + otherNames(setting),
    defaultCell(setting),
    setting.meaning + (setting.secret ? ' (secret)' : ''),
    setting.expected
  ])
  return `## ${group}\n\n${markdownTable([['Variable', 'Default', 'Meaning', 'Form'], ...rows])}\n`
}

function otherNames({ aliases = [] }: SettingDescription): string {
  return aliases.length > 0 ? ` (${aliases.map(code).join(', ')})` : ''
}

function defaultCell(setting: SettingDescription): string {
  if (setting.required) return 'required'
  return setting.default === undefined ? (setting.fallback ?? '') : code(setting.default)
}

function code(text: string): string {
  return `\`${text}\``
}

function markdownTable(rows: readonly string[][]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', String.raw`\|`)))
  const widths = cells[0].map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)))
  const line = (row: string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n')
}

/** What nobody can guess: without these the start is refused. */
const ESSENTIAL = [
  'AWS_SQS_QUEUE_URL',
  'BACKEND_BASE_URL',
  'BACKEND_API_KEY',
  'DB_HOST',
  'DB_DATABASE',
  'DB_USER',
  'GOVUK_NOTIFY_API_KEY',
  'GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED',
  'GOVUK_NOTIFY_RESULTS_BASE_URL'
]

/** The table of the README. */
export function essentialTable(): string {
  const rows = SETTINGS.filter(({ name }) => ESSENTIAL.includes(name)).map((setting) => [
    code(setting.name),
    setting.meaning + (setting.secret ? ' (secret)' : '')
  ])
  return markdownTable([['Variable', 'Meaning'], ...rows])
}

/** The text of `.env.example`: what a developer's machine needs is set, everything else is a comment. */
export function exampleFile(): string {
  const groups = [...new Set(SETTINGS.map(({ group }) => group))]
  return `${EXAMPLE_INTRODUCTION}\n${groups.map(exampleGroup).join('\n')}`
}

const EXAMPLE_INTRODUCTION = `# Made by \`npm run -s nrf -- config --example > .env.example\`; do not edit it by hand.
# Copy it to .env and start with: node --env-file=.env dist/src/main.js
`

function exampleGroup(group: string): string {
  const entries = SETTINGS.filter((setting) => setting.group === group).map(
    (setting) => `# ${setting.meaning} [${setting.expected}]\n${exampleLine(setting)}`
  )
  return `## ${group}\n${entries.join('\n')}\n`
}

function exampleLine({ name, example, default: standard = '' }: SettingDescription): string {
  return example === undefined ? `# ${name}=${standard}` : `${name}=${example}`
}
