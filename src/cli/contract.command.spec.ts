import 'reflect-metadata'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contractCommand } from './contract.command'
import { MESSAGE_EXAMPLES } from './docs/messages-examples'

class ProcessEnded extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

async function nrfContract(args: readonly string[], { input = '', environment = {} } = {}) {
  const written = { out: '', err: '', exitCode: -1 }
  const command = contractCommand(environment, {
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    input: async () => input,
    exit: (code) => {
      throw new ProcessEnded(code)
    },
    setExitCode: (code) => {
      written.exitCode = code
    }
  })
  try {
    await command.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error
    written.exitCode = error.code
  }
  return written
}

describe('nrf contract check', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-contract-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  function write(content: string | object): string {
    const file = join(folder, 'message.json')
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return file
  }

  it('says what the service would do with a quote', async () => {
    const { payload } = MESSAGE_EXAMPLES.inline[2]
    expect(await nrfContract(['check', write(payload)])).toEqual({
      out: [
        'The service would work on this message.',
        '  Form         inline',
        '  Reference    NRF-310442, revision 1',
        '  Assessments  nutrient',
        '  Dwellings    42 (housing)',
        '  Boundary     5 vertices in EPSG:27700; whether its lines cross is for the database to say',
        '  Repair       residentialBuildingCount is read as housingUnits',
        ''
      ].join('\n'),
      err: '',
      exitCode: 0
    })
  })

  it.each(Object.values(MESSAGE_EXAMPLES).flat())('takes the example $name', async ({ payload }) => {
    expect((await nrfContract(['check', write(payload)])).exitCode).toBe(0)
  })

  it('says why a message is refused, who acts and what to do', async () => {
    const { out, exitCode } = await nrfContract(['check', '-'], {
      input: '{"reference":"NRF-000001","n":1e999}'
    })
    expect(out).toContain('  Code         number_out_of_range\n  Problem      The body at /n: a number')
    expect(out).toContain('  Who acts     backend\n')
    expect(out).toContain(
      'The backend is told that NRF-000001 has failed; the message goes to the dead-letter queue.'
    )
    expect(exitCode).toBe(1)
  })

  it('says that nobody can be told without a reference', async () => {
    const { out } = await nrfContract(['check', write('no JSON')])
    expect(out).toContain('Without a readable reference nobody can be told')
  })

  it('finds what is wrong with a boundary', async () => {
    const boundaryGeojson = { boundaryGeometryOriginal: { type: 'Point', coordinates: [1, 2] } }
    const file = write({ reference: 'NRF-000001', housingUnits: 1, boundaryGeojson })
    const { out, exitCode } = await nrfContract(['check', file, '--json'])
    expect(JSON.parse(out)).toMatchObject({ accepted: false, code: 'unsupported_geometry_type' })
    expect(exitCode).toBe(1)
  })

  it('goes by the settings of the service', async () => {
    const file = write({ reference: 'A-1' })
    const environment = { REFERENCE_PATTERN: '[A-Z]-[0-9]' }
    expect((await nrfContract(['check', file])).exitCode).toBe(1)
    expect((await nrfContract(['check', file], { environment })).exitCode).toBe(0)
    const { err, exitCode } = await nrfContract(['check', file], { environment: { SQS_MAX_BODY_BYTES: 'x' } })
    expect([exitCode, err.includes('SQS_MAX_BODY_BYTES')]).toEqual([78, true])
  })

  it('says in one line that a file cannot be read, and what its usage is', async () => {
    const { err, exitCode } = await nrfContract(['check', join(folder, 'none.json')])
    expect([exitCode, err.trim().split('\n')]).toEqual([
      1,
      [expect.stringContaining('none.json cannot be read')]
    ])
    expect((await nrfContract(['check'])).exitCode).toBe(2)
    expect((await nrfContract(['check', '--help'])).out).toContain('Exit code')
  })
})
