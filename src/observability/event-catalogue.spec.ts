import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_CATALOGUE } from './event-catalogue'

const SOURCES = join(__dirname, '..')

/** The worker's own code: tests prove nothing, and the command line only reads events. */
function workerCode(): string {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('cli/'))
    .filter((file) => !file.endsWith('event-catalogue.ts'))
    .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
    .join('\n')
}

describe('the catalogue of events', () => {
  const code = workerCode()

  it.each(Object.keys(EVENT_CATALOGUE))('holds no dead name: %s is written', (name) => {
    expect(code.includes(`'${name}'`)).toBe(true)
  })

  it.each(Object.entries(EVENT_CATALOGUE))('explains %s', (name, { meaning, action, levels, fields }) => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    for (const text of [meaning, action]) expect(text).toMatch(/^[A-Z][^|\n]{5,}\.$/)
    expect(levels.length).toBeGreaterThan(0)
    expect(new Set(fields).size).toBe(fields.length)
  })
})
