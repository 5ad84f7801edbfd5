import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import Table from 'cli-table3'
import { EngineName, Scenario } from './scenarios'
import { Timing } from './stop-watch'

/** All runs of one scenario. */
export interface ScenarioRuns {
  readonly scenario: Scenario
  readonly runs: Readonly<Record<EngineName, readonly Timing[]>>
}

interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

type Spreads = Readonly<Record<keyof Timing, Spread>>

interface ScenarioResult {
  readonly scenario: string
  readonly target: number | undefined
  readonly latencyMs: number
  readonly ratio: number
  readonly engines: Readonly<Record<EngineName, Spreads>>
}

export interface Report {
  readonly machine: string
  readonly versions: string
  readonly load: string
  readonly results: readonly ScenarioResult[]
}

export function reportOf(scenarios: readonly ScenarioRuns[]): Report {
  const packages = ['sqs-consumer', 'fauxqs', '@aws-sdk/client-sqs', '@nestjs/microservices']
  return {
    machine: `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: [`Node ${process.version}`, ...packages.map((name) => `${name} ${versionOf(name)}`)].join(', '),
    load: `load average of the last minute ${loadavg()[0].toFixed(1)}`,
    results: scenarios.map(resultOf)
  }
}

export function tableOf({ machine, versions, load, results }: Report): string {
  const table = new Table({
    head: [
      '',
      'call +ms',
      'sqs-transport/s',
      'sqs-consumer/s',
      'times',
      'wanted',
      'calls/message',
      'CPU ms/message'
    ],
    style: { head: [], border: [] }
  })
  for (const { scenario, latencyMs, engines, ratio, target } of results) {
    const [ours, yardstick] = [engines['sqs-transport'], engines['sqs-consumer']]
    table.push([
      scenario,
      latencyMs,
      text(ours.messagesPerSecond, 0),
      text(yardstick.messagesPerSecond, 0),
      ratio.toFixed(1),
      target === undefined ? '–' : `≥ ${target}`,
      `${ours.callsPerMessage.median.toFixed(2)} / ${yardstick.callsPerMessage.median.toFixed(2)}`,
      `${ours.cpuMsPerMessage.median.toFixed(2)} / ${yardstick.cpuMsPerMessage.median.toFixed(2)}`
    ])
  }
  return [`${machine}, ${load}`, versions, table.toString()].join('\n')
}

function resultOf({ scenario, runs }: ScenarioRuns): ScenarioResult {
  const engines = {
    'sqs-transport': spreads(runs['sqs-transport']),
    'sqs-consumer': spreads(runs['sqs-consumer'])
  }
  const [ours, yardstick] = [engines['sqs-transport'], engines['sqs-consumer']]
  return {
    scenario: scenario.name,
    target: scenario.target,
    latencyMs: scenario.latencyMs,
    ratio: ours.messagesPerSecond.median / yardstick.messagesPerSecond.median,
    engines
  }
}

function spreads(timings: readonly Timing[]): Spreads {
  return {
    messagesPerSecond: spread(timings.map((timing) => timing.messagesPerSecond)),
    callsPerMessage: spread(timings.map((timing) => timing.callsPerMessage)),
    cpuMsPerMessage: spread(timings.map((timing) => timing.cpuMsPerMessage))
  }
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted[sorted.length - 1] }
}

function text({ median, least, most }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`
}

/** Not every package lets its package.json be imported. */
function versionOf(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const found: { version: string } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))
      return found.version
    } catch (error) {
      if (!isMissing(error))
        throw new Error(`The version of ${name} in ${dirname(folder)} is unreadable`, { cause: error })
    }
  }
  return 'unknown'
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
