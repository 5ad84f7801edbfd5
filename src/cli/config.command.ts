import { Command } from 'commander'
import Table from 'cli-table3'
import { describeFaults, EXIT_CONFIGURATION, findFaults } from '../config/load-config'
import {
  configurationPage,
  essentialTable,
  exampleFile,
  settingRows,
  type SettingRow
} from '../config/settings-report'

const COLUMN_WIDTHS = [37, 28, 28, 50]

interface ConfigOptions {
  readonly markdown?: boolean
  readonly example?: boolean
  readonly readme?: boolean
}

/** `nrf config`: what the service is told by its environment, and what is wrong with it. */
export function configCommand(environment: NodeJS.ProcessEnv = process.env): Command {
  return new Command('config')
    .description(
      'show every environment variable with its default, meaning and present value, and all faults'
    )
    .option('--markdown', 'print docs/configuration.md')
    .option('--example', 'print .env.example')
    .option('--readme', 'print the table of the README')
    .action((options: ConfigOptions) => {
      if (options.markdown) process.stdout.write(configurationPage())
      else if (options.readme) process.stdout.write(`${essentialTable()}\n`)
      else if (options.example) process.stdout.write(exampleFile())
      else showPresent(environment)
    })
}

function showPresent(environment: NodeJS.ProcessEnv): void {
  console.log(presentTable(environment))
  const faults = findFaults(environment)
  if (faults.length === 0) {
    console.log('The service can start with this configuration.')
    return
  }
  console.log(`The service cannot start with this configuration (faults: ${faults.length}):`)
  console.log(describeFaults(faults))
  process.exitCode = EXIT_CONFIGURATION
}

function presentTable(environment: NodeJS.ProcessEnv): string {
  const table = new Table({
    head: ['Variable', 'Value', 'Source', 'Meaning'],
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    colWidths: COLUMN_WIDTHS
  })
  let group = ''
  for (const row of settingRows(environment)) {
    if (row.group !== group) table.push([{ colSpan: COLUMN_WIDTHS.length, content: `— ${row.group} —` }])
    group = row.group
    table.push([variableCell(row), breakable(row.value), sourceCell(row), row.meaning])
  }
  return table.toString()
}

function variableCell({ variable, aliases }: SettingRow): string {
  return [variable, ...aliases.map((alias) => `or ${alias}`)].join('\n')
}

/** The default is worth a line where it is not the value. */
function sourceCell(row: SettingRow): string {
  if (row.source === 'default' || row.default === '') return row.source
  return `${row.source}\ndefault: ${breakable(row.default)}`
}

/** Long values have no spaces at which the table could break them. */
function breakable(text: string): string {
  return text.replaceAll(/\S{24}(?=\S)/g, '$&\n')
}
