import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseUnavailable } from '../../database/database.failures'
import { nrfAssess, plainFindings } from './testing/assess-bench'

const site = (id: string, dwellings = 8): object => ({
  type: 'Feature',
  properties: { id, Name: 'Mill', Dwel_Cat: 'a', Source: 's', Dwellings: dwellings },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [600_000, 300_000],
        [600_000, 300_100],
        [600_100, 300_100],
        [600_000, 300_000]
      ]
    ]
  }
})

describe('nrf assess --journal', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-journal-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const at = (name: string): string => join(folder, name)
  const read = (name: string): string => readFileSync(at(name), 'utf8')
  const sites = Array.from({ length: 9 }, (_, i) => site(`${i}`))

  function write(features: readonly object[]): string {
    const crs = { type: 'name', properties: { name: 'EPSG:27700' } }
    writeFileSync(at('sites.geojson'), JSON.stringify({ type: 'FeatureCollection', crs, features }))
    return at('sites.geojson')
  }

  const some = [...sites.slice(0, 4), site('out', 13), ...sites.slice(5)]
  const command = (name: string, format = 'json'): string[] => [
    write(some),
    '--format',
    format,
    '--out',
    at(name),
    '--journal',
    at('run.jsonl')
  ]

  /** Fails for good in the middle, as a process does that is killed, and tells which sites were begun. */
  async function run(args: readonly string[], failAt = Infinity) {
    const begun: number[] = []
    const result = await nrfAssess(args, {
      assess: (development, signal) => {
        begun.push(development.siteNumber)
        if (development.siteNumber === failAt) return Promise.reject(new DatabaseUnavailable('away'))
        return plainFindings(development, signal)
      }
    })
    return { ...result, begun }
  }

  /** The same command on a file of the same name with other sites. */
  function withOther([, ...options]: string[]): string[] {
    return [write(sites), ...options]
  }

  it.each(['json', 'csv'])('goes on where it ended, to the same bytes: %s', async (format) => {
    await nrfAssess([write(some), '--format', format, '--out', at('whole')])
    expect((await run(command('parts', format), 6)).exitCode).toBe(1)
    expect(existsSync(at('parts'))).toBe(false)
    const second = await run(command('parts', format))
    expect(second.begun).toEqual([6, 7, 8, 9])
    expect([second.exitCode, second.err]).toEqual([0, expect.stringContaining('Going on: 5 sites')])
    expect(read('parts')).toBe(read('whole'))
    expect(existsSync(at('run.jsonl'))).toBe(false)
  })

  it('drops a last line that was not written whole', async () => {
    await run(command('out.json'), 6)
    truncateSync(at('run.jsonl'), readFileSync(at('run.jsonl')).length - 3)
    expect((await run(command('out.json'))).begun).toEqual([5, 6, 7, 8, 9])
  })

  it.each([
    ['another file', (): string[] => withOther(command('o')), 'is no journal of this run'],
    ['other options', (): string[] => [...command('o'), '--dwellings', '3'], 'is no journal of this run'],
    ['rules for all sites together', (): string[] => [...command('o'), '--profile', 'production'], 'together']
  ])('refuses %s', async (_what, args, words) => {
    await run(command('o'), 6)
    const { err, exitCode, begun } = await run(args())
    expect([exitCode, begun]).toEqual([2, []])
    expect(err).toContain(words)
    expect(existsSync(at('run.jsonl'))).toBe(true)
  })

  it('refuses to mix results of two versions of the data', async () => {
    await run(command('o'), 6)
    const journal = read('run.jsonl').replaceAll('"serviceVersion":"1.2.3"', '"serviceVersion":"1.2.2"')
    writeFileSync(at('run.jsonl'), journal)
    const { err, exitCode } = await run(command('o'))
    expect([exitCode, existsSync(at('o'))]).toEqual([2, false])
    expect(err).toContain('have changed since')
  })
})
