'use strict'

/**
 * Command line of the fault suite: `npm run test:faults -- --help`. It hands what was asked for to the suite, which
 * is a Jest project of its own.
 */

const { spawn } = require('node:child_process')
const path = require('node:path')
const { parseArgs } = require('node:util')

const HELP = `npm run test:faults -- [options]

Without options a fixed selection of cases runs, in at most 5 minutes, and beside it 100,000 runs of the model of
deliveries, kills and lost answers.

  --all            every case, each kill point 20 times, and the model
  --case F09       only this row, or this part of one; may be given several times
  --kills N        only N kills, at all points in turn; with --case, N at each of its points
  --soak 30m       only the soak test, for so many minutes
  --seed S         the seed of everything that is left to chance
  --jobs N         jobs of a workload
  --deploys N      rolling deployments during one job (F06); 50 with --all
`

const { values } = parseArgs({
  options: {
    all: { type: 'boolean' },
    case: { type: 'string', multiple: true },
    kills: { type: 'string' },
    soak: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string' },
    deploys: { type: 'string' },
    help: { type: 'boolean' }
  }
})

const MODEL = 'src/processing/settlement.property'
const MODEL_RUNS = '100000'

function selection() {
  const { all, kills, soak, seed, jobs, deploys } = values
  return {
    isAll: all,
    cases: chosenRows(values),
    kills: wholeNumber('kills', kills),
    soakMinutes: wholeNumber('soak', soak?.replace(/m$/, '')),
    seed: wholeNumber('seed', seed),
    jobs: wholeNumber('jobs', jobs),
    deploys: wholeNumber('deploys', deploys)
  }
}

function chosenRows({ case: rows = [], kills, soak }) {
  if (rows.length > 0) return rows
  if (soak !== undefined) return ['F32']
  return kills === undefined ? undefined : ['F01-all']
}

/** Undefined members do not reach the suite: JSON leaves them out. */
function wholeNumber(name, text) {
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}"`)
  return Number(text)
}

function run(config, parameters, environment) {
  const child = spawn(
    process.execPath,
    [require.resolve('jest/bin/jest'), '--config', path.join(__dirname, '../..', config), ...parameters],
    { stdio: 'inherit', env: { ...process.env, ...environment } }
  )
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** The model is part of every run that names no case. */
async function runEverything() {
  const chosen = selection()
  const suite = run('jest.faults.config.cjs', [], { NRF_FAULTS: JSON.stringify(chosen) })
  const model =
    chosen.cases === undefined
      ? run('jest.config.cjs', ['--selectProjects', 'unit', '--', MODEL], { NRF_MODEL_RUNS: MODEL_RUNS })
      : 0
  process.exitCode = Math.max(...(await Promise.all([suite, model])))
}

if (values.help) {
  process.stdout.write(HELP)
} else {
  void runEverything()
}
