import type { SetFigures } from './figures'
import type { Report } from './report'
import { shown, tablesOf } from './tables'

const figures: SetFigures = {
  jobsPerSecond: { median: 154.4, least: 127.6, most: 183.2 },
  cpuMsPerJob: { node: 6, postgres: 4, both: 10 },
  latencyMs: { p50: 10, p95: 20, p99: 100 },
  latencyMsBesideLarge: { p50: 11, p95: 40.1, p99: 110 },
  fileSeconds: 0.5,
  buffersPerJob: 200,
  peakRssMiB: 250,
  startMs: 900
}

function reportOf(dataSets: Report['dataSets']): Report {
  const headline = {
    oneSiteJobsPerSecond: {},
    fileOf245Seconds: {},
    statementsPerJob: undefined,
    latencyMs: { p50: 10, p95: 20, p99: 100 },
    cpuMsPerJob: { node: 6, postgres: 4 },
    peakRssMiB: 250,
    startMs: 900
  }
  return {
    format: 2,
    machine: 'machine',
    versions: 'versions',
    load: 'load',
    sites: 'sites',
    ...headline,
    dataSets,
    slots: [],
    yardstick: { ...headline, dataSets: { small: { ...figures, jobsPerSecond: 200 } } }
  }
}

/** Cells of the row of this name. */
function cellsOf(text: string, label: string): string[] {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`│ ${label} `))
  return (line ?? '')
    .split('│')
    .slice(2, -1)
    .map((cell) => cell.trim())
}

describe('tables of a run', () => {
  it.each([
    [undefined, '–'],
    [4, '4'],
    [0.423, '0.42'],
    [12.64, '12.6'],
    [1234.5, '1235'],
    [{ median: 154.4, least: 127.6, most: 183.2 }, '154 (128–183)'],
    [{ median: 142.73, least: 142.71, most: 142.74 }, '143']
  ])('shows %j as %s', (figure, text) => {
    expect(shown(figure)).toBe(text)
  })

  it('puts data sets, yardstick and what is wanted beside each other', () => {
    const text = tablesOf(reportOf({ small: figures, national: figures }))

    expect(cellsOf(text, 'jobs/s')).toEqual(['154 (128–183)', '154 (128–183)', '200', '≥ 150 ok', '≥ 100 ok'])
    expect(cellsOf(text, 'CPU ms a job, both')).toEqual(['10', '10', '10', '≤ 9 misses', '≤ 14 ok'])
    expect(cellsOf(text, 'p95 ms of small sites beside 67 ha ones')).toEqual([
      '40.1',
      '40.1',
      '40.1',
      '≤ 2 × without misses',
      '≤ 2 × without misses'
    ])
  })

  it('tells nothing about what was not measured', () => {
    const text = tablesOf(reportOf({ small: figures }))

    expect(cellsOf(text, 'statements a job')).toEqual(['–', '–', ''])
  })

  it.each([
    [219, '< 1.1 × national ok'],
    [220.1, '< 1.1 × national misses']
  ])('compares %d pages on twice the cells with those on national data', (pages, wanted) => {
    const text = tablesOf(reportOf({ national: figures, doubled: { ...figures, buffersPerJob: pages } }))

    expect(cellsOf(text, 'buffer pages a job').at(-1)).toBe(wanted)
  })

  it('has a row of the transport, with sqs-consumer below the yardstick', () => {
    const transport = {
      scenario: 'no-op',
      slots: 40,
      messagesPerSecond: 1572,
      sqsConsumerMessagesPerSecond: 183,
      timesWanted: 7
    }
    const text = tablesOf({ ...reportOf({ small: figures, national: figures }), transport })

    expect(cellsOf(text, 'transport only, no-op, 40 slots, messages/s')).toEqual([
      '1572',
      '',
      '183, sqs-consumer',
      '≥ 7 × ok',
      ''
    ])
  })
})
