import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStacks, type Stack } from './cpu-profile'
import { flameGraphOf } from './flame-graph'
import { sharesOf } from './parts'

const frame = (functionName: string, url: string): object => ({ functionName, url, lineNumber: 0 })
const MODULES = 'file:///anywhere/node_modules'

/** Ten samples of a millisecond: two of the start, two idle, three in pg, two in the ledger, one of V8 itself. */
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 4, 7] },
    { id: 2, callFrame: frame('(idle)', '') },
    { id: 3, callFrame: frame('(garbage collector)', '') },
    { id: 4, callFrame: frame('claim<T>', 'file:///anywhere/dist/src/ledger/job-ledger.js'), children: [5] },
    { id: 5, callFrame: frame('query', `${MODULES}/pg/lib/client.js`), children: [6] },
    { id: 6, callFrame: frame('writev', '') },
    { id: 7, callFrame: frame('send', `${MODULES}/@smithy/core/dist-cjs/index.js`) }
  ],
  samples: [7, 7, 2, 2, 6, 6, 6, 4, 4, 3],
  timeDeltas: Array.from({ length: 10 }, () => 1000)
}

describe('the profile of a worker', () => {
  let folder: string
  let stacks: Stack[]

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-profile-'))
    const file = join(folder, 'worker.cpuprofile')
    writeFileSync(file, JSON.stringify(PROFILE))
    stacks = readStacks(file, 2)
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  it('leaves out the begin and the time without work', () => {
    expect(stacks.reduce((sum, { ms }) => sum + ms, 0)).toBe(6)
  })

  it('names files without the folder that the project lies in', () => {
    expect(stacks.find(({ ms }) => ms === 3)?.frames).toEqual([
      { name: 'claim<T>', file: 'src/ledger/job-ledger' },
      { name: 'query', file: 'pg' },
      { name: 'writev', file: '' }
    ])
  })

  it('puts time down to the innermost part that is not Node itself, the largest first', () => {
    const shares = sharesOf(stacks).map(({ name, share, largest }) => [name, share * 6, largest[0][0]])
    expect(shares).toEqual([
      ['Database: client and statements', 3, 'writev'],
      ['Jobs and ledger', 2, 'claim<T>'],
      ['Garbage collection', 1, '(garbage collector)']
    ])
  })

  it('draws a bar for each function, with its share', () => {
    const svg = flameGraphOf(stacks, 'A & B')
    expect(svg).toContain('A &amp; B')
    expect(svg).toContain('<title>claim&lt;T&gt; (src/ledger/job-ledger): 33.3 %</title>')
    expect(svg).toContain('<title>query (pg): 50.0 %</title>')
  })
})
