import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { startLocalEnvironment, type StopList } from '../../libs/local-env/src'
import { Yardstick, type YardstickResult } from '../yardstick/yardstick'
import { onServer, type BenchServer } from './bench-server'
import { CostMeter } from './cost-meter'
import type { DataSet, DataSetName } from './data-sets'
import { runFile } from './file-run'
import { runSlots, type SlotResult } from './job-runs'
import { USUAL_SLOTS, type Options } from './options'
import { toldOf, type Tell } from './progress'
import { heavySite, largeSite, type BenchSites } from './sites'

const LARGE_EVERY = 50

/** What was measured on one data set. */
export interface DataSetResult {
  readonly name: DataSetName
  readonly slots: readonly SlotResult[]
  readonly fileSeconds: readonly number[]
  /** Undefined on the doubled data, which are compared with the national ones instead. */
  readonly yardstick: YardstickResult | undefined
}

export interface Surroundings {
  readonly server: BenchServer
  /** Connection to another database of the same server. */
  readonly admin: Client
  readonly sites: BenchSites
  readonly options: Options
  readonly started: StopList
  readonly tell: Tell
}

export async function measure(set: DataSet, around: Surroundings): Promise<DataSetResult> {
  const { server, admin, sites, options } = around
  const tell = toldOf(set.name, around.tell)
  const meter = await CostMeter.of(admin, set.database, server.countsStatements)
  const slots: SlotResult[] = []
  for (const count of slotsOf(set, options)) slots.push(await withSlots(count, set, meter, around))
  if (options.withStatements) await tellStatements(meter, tell)
  tell('all sites in one file')
  const fileSeconds = await runFile(set.url, sites.file, options.rounds)
  if (set.name === 'doubled') return { name: set.name, slots, fileSeconds, yardstick: undefined }
  tell(`yardstick, ${sites.sites.length} sites`)
  return { name: set.name, slots, fileSeconds, yardstick: await runYardstick(set, meter, around) }
}

/** @returns what the first table shows: the default of the service, or else the last that was asked for */
export function usualSlots(slots: readonly number[]): number {
  return slots.includes(USUAL_SLOTS) ? USUAL_SLOTS : slots[slots.length - 1]
}

function slotsOf({ name }: DataSet, { slots }: Options): readonly number[] {
  return name === 'doubled' ? [usualSlots(slots)] : slots
}

async function withSlots(
  slots: number,
  set: DataSet,
  meter: CostMeter,
  { sites: { sites }, options, started, tell }: Surroundings
): Promise<SlotResult> {
  // References are used again in each run.
  await onServer(set.url, (client) => client.query('TRUNCATE worker.job CASCADE'))
  const environment = await startLocalEnvironment({ givenDatabaseUrl: set.url })
  started.add(() => environment.stop())
  try {
    const { jobs, rounds, withEmail } = options
    const isUsual = slots === usualSlots(options.slots)
    return await runSlots({
      environment,
      meter,
      sites,
      slots,
      jobs,
      rounds,
      withEmail,
      warmUp: options.warmUpOf(set.name),
      ...(isUsual && { large: { site: largeSite(sites), every: LARGE_EVERY }, heavy: heavySite(sites) }),
      logFile: join(tmpdir(), `nrf-bench-worker-${set.name}-${slots}.log`),
      started,
      tell: toldOf(`${set.name}, ${slots} slots`, tell)
    })
  } finally {
    await environment.stop()
  }
}

async function runYardstick(
  { url: databaseUrl }: DataSet,
  meter: CostMeter,
  { sites: { sites }, started }: Surroundings
): Promise<YardstickResult> {
  const yardstick = new Yardstick()
  started.add(() => yardstick.stop())
  try {
    return await yardstick.run({ databaseUrl, sites }, meter)
  } finally {
    await yardstick.stop()
  }
}

async function tellStatements(meter: CostMeter, tell: Tell): Promise<void> {
  for (const { text, calls, totalMs, buffers } of await meter.statements()) {
    tell(
      `${(totalMs / calls).toFixed(3)} ms  ${calls} calls  ${(buffers / calls).toFixed(0)} pages  ${text.trim().slice(0, 90)}`
    )
  }
}
