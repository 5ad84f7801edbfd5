import { parseArgs } from 'node:util'
import type { DataSetName } from './data-sets'

/** The default of the service. */
export const USUAL_SLOTS = 4
const DATA_SETS: readonly DataSetName[] = ['small', 'national', 'doubled']
/** Jobs on national data take longer. */
const WARM_UP: Readonly<Record<DataSetName, number>> = { small: 1960, national: 980, doubled: 980 }
/** Each worker is started, warmed up and measured anew. */
const MOST_SLOTS = 64

export const HELP = `npm run bench [-- options]
  --data small,national  data sets; default: small, and national where npm run bench:data has made it;
                         doubled: twice the cells of national, with ${USUAL_SLOTS} slots only
  --slots 1,2,4,8        slots to measure; the first table shows ${USUAL_SLOTS}, or else the last of them
  --jobs 490             jobs a round, and of each run at half load
  --rounds 3             rounds of each slot count, of the file, and of small sites without and with large ones
  --warm-up 1960         jobs of each worker before anything is measured; default: 1960 on small, 980 on national
  --email                every job sends an e-mail too
  --without-transport    leave out the row of the transport alone
  --statements           what each statement cost in the last run
  --json                 for machines, on standard output; ratios then go to standard error
  --save                 keep this run as the baseline
  --compare              ratios to the baseline
  --help                 this text

The default takes about twelve minutes with both data sets on two cores at rest, --data small --slots 4
--rounds 2 --jobs 245 one. Progress goes to standard error. Ctrl-C ends what was started.

BENCH_DATABASE_URL    server on this machine whose user may create databases; default: a cluster of its own in
                      .nrf/bench-server
BENCH_PROFILE_FOLDER  folder for processor profiles of the workers
REFERENCE_DIR         published sites and layers; default: the sample district`

export interface Options {
  readonly data: readonly DataSetName[]
  readonly slots: readonly number[]
  readonly jobs: number
  readonly rounds: number
  readonly warmUpOf: (data: DataSetName) => number
  readonly withEmail: boolean
  readonly withStatements: boolean
  readonly withTransport: boolean
  readonly asJson: boolean
  readonly save: boolean
  readonly compare: boolean
}

/**
 * @returns undefined where help was asked for
 * @throws Error that names the option
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean' },
      data: { type: 'string', default: 'small,national' },
      slots: { type: 'string', default: '1,2,4,8' },
      jobs: { type: 'string', default: '490' },
      rounds: { type: 'string', default: '3' },
      'warm-up': { type: 'string' },
      email: { type: 'boolean', default: false },
      'without-transport': { type: 'boolean', default: false },
      statements: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false }
    }
  })
  if (values.help) return undefined
  const warmUp = values['warm-up']
  const warmUpJobs = warmUp === undefined ? undefined : wholeNumber('--warm-up', warmUp)
  return {
    data: values.data.split(',').map(dataSet),
    slots: values.slots.split(',').map((text) => wholeNumber('--slots', text, MOST_SLOTS)),
    jobs: wholeNumber('--jobs', values.jobs),
    rounds: wholeNumber('--rounds', values.rounds),
    warmUpOf: (data) => warmUpJobs ?? WARM_UP[data],
    withEmail: values.email,
    withStatements: values.statements,
    withTransport: !values['without-transport'],
    asJson: values.json,
    save: values.save,
    compare: values.compare
  }
}

function dataSet(text: string): DataSetName {
  const name = DATA_SETS.find((candidate) => candidate === text)
  if (name === undefined) throw new Error(`--data ${text}: one or more of ${DATA_SETS.join(',')}`)
  return name
}

function wholeNumber(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value > 0 && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1 on' : `from 1 to ${most}`
  throw new Error(`${option} ${text}: whole numbers ${range}`)
}
