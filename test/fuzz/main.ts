import { parseArgs } from 'node:util'
import { attack, type Finding, type Verdicts } from './attack'
import { baseFiles } from './generators/base-files'
import { EventLoopWatch } from './event-loop-watch'
import { MemoryWatch } from './memory-watch'
import { describeFinding, reportOf } from './fuzz-report'
import { ReaderThread } from './reader-thread'
import { TARGETS, type Surroundings, type Target } from './targets'
import { withWorker, type Details } from './surroundings'
import type { WorkerUnderFire } from './worker-under-fire'

const HELP = `npm run fuzz -- [options]

Throws mutated messages, boundaries and files at the readers, and at a running worker with its queue, its database and
its page for boundary checks. Ends with 1 when something crashes, hangs over 30 s, answers 5xx, needs more than 512 MiB,
or, in a run of 30 minutes and more, grows by 5 % or more over the last half.

  --minutes M      how long; default 5. The long run has 60
  --seed S         the seed of everything that is left to chance; default 1
  --target T       only this one: ${TARGETS.map(({ name }) => name).join(', ')}
  --path P         with --seed and --target: the one input that a finding names
  --help
`

const MINUTE_MS = 60_000
const LANES = ['readers', 'queue', 'page'] as const

interface Options {
  readonly minutes: number
  readonly seed: number
  readonly targets: readonly Target[]
  readonly path?: string
}

function optionsOf(parameters: string[]): Options | undefined {
  const { values } = parseArgs({
    args: parameters,
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      target: { type: 'string' },
      path: { type: 'string' },
      help: { type: 'boolean' }
    }
  })
  if (values.help) return undefined
  const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target)
  if (targets.length === 0) throw new Error(`There is no target "${values.target}"\n${HELP}`)
  if (values.path !== undefined && targets.length > 1) throw new Error('--path needs --target')
  return {
    minutes: positive('minutes', values.minutes),
    seed: positive('seed', values.seed),
    targets,
    path: values.path
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`--${name} takes a number above 0, not "${text}"`)
}

async function fuzz(fire: WorkerUnderFire, details: Details, options: Options): Promise<boolean> {
  const surroundings = { readers: new ReaderThread(), fire, files: await baseFiles(), details }
  const memory = new MemoryWatch(() => fire.rssMiB())
  const delay = new EventLoopWatch(() => fire.eventLoopP99Ms())
  const verdicts: Verdicts = new Map()
  try {
    const findings = await attackAll(options, surroundings, verdicts)
    findings.forEach((finding) => console.error(describeFinding(finding)))
    const report = reportOf({ verdicts, memory: memory.stop(), delaysMs: delay.stop(), options })
    console.log(report.text)
    return findings.length === 0 && report.isGood
  } finally {
    memory.stop()
    delay.stop()
    await surroundings.readers.stop()
  }
}

async function attackAll(
  { minutes, seed, targets, path }: Options,
  surroundings: Surroundings,
  verdicts: Verdicts
): Promise<Finding[]> {
  const untilMs = performance.now() + minutes * MINUTE_MS
  const lanes = LANES.map((lane) => targets.filter((target) => target.lane === lane))
  const running = lanes
    .filter((lane) => lane.length > 0)
    .map((lane) => attack({ targets: lane, seed, untilMs, path }, surroundings, verdicts))
  return (await Promise.all(running)).filter((finding) => finding !== undefined)
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2))
  if (options === undefined) {
    console.log(HELP)
    return
  }
  const isGood = await withWorker((fire, details) => fuzz(fire, details, options))
  process.exitCode = isGood ? 0 : 1
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
