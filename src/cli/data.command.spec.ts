import type { LayerDeclaration } from '../reference-data/layer-declaration'
import { LoadRefused, UnknownDataVersion } from '../reference-data/reference-data.failures'
import type { LoadReport } from '../reference-data/reference-data-loader'
import { dataCommand, type ReferenceDataTools } from './data.command'

const layer = (name: string): LayerDeclaration => ({
  name,
  geometry: 'polygon',
  storage: 'generic',
  columns: []
})

const report = (changes: Partial<LoadReport> = {}): LoadReport => ({
  layer: 'ponds',
  version: 4,
  rowCount: 1_234,
  repairedRows: [],
  removedVersions: [],
  warnings: [],
  ...changes
})

class ProcessEnded extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

async function nrfData(args: string[], tools: Partial<ReferenceDataTools> = {}, isTTY = false) {
  const written = { out: '', err: '', exitCode: 0, calls: [] as unknown[][], chosen: {} as object }
  const recorded: ReferenceDataTools = {
    declarations: [layer('ponds'), layer('zones')],
    loader: {
      load: async (...call) => {
        written.calls.push(['load', ...call.slice(0, 2)])
        const { onProgress, ...chosen } = call[2] ?? {}
        written.chosen = chosen
        onProgress?.(600, 1_234)
        onProgress?.(1_234, 1_234)
        return report()
      }
    },
    versions: {
      status: async () => [],
      activate: async (name, version) => {
        written.calls.push(['activate', name, version])
        return { layer: name, from: 3, to: version }
      },
      rollback: async (name) => ({ layer: name, from: 4, to: 3 })
    },
    ...tools
  }
  const command = dataCommand((use) => use(recorded), {
    out: { write: (text) => (written.out += text) },
    err: { isTTY, write: (text) => (written.err += text) },
    exit: (code) => {
      throw new ProcessEnded(code)
    },
    setExitCode: (code) => (written.exitCode = code)
  })
  try {
    await command.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error
    written.exitCode = error.code
  }
  return written
}

describe('nrf data', () => {
  it('loads a file into a declared layer and says how to activate it', async () => {
    const { out, exitCode, calls } = await nrfData(['load', 'ponds.gpkg', '--layer', 'ponds'])

    expect(calls).toEqual([['load', 'ponds.gpkg', layer('ponds')]])
    expect(out).toBe('Loaded 1,234 rows as version 4 of ponds\nActivate it with: nrf data activate ponds 4\n')
    expect(exitCode).toBe(0)
  })

  it('is strict, and accepts fewer rows, when asked to', async () => {
    const load = ['load', 'ponds.gpkg', '--layer', 'ponds']
    expect((await nrfData(load)).chosen).toEqual({ isStrict: false, acceptsFewerRows: false })
    const { chosen } = await nrfData([...load, '--strict', '--accept-fewer-rows'])
    expect(chosen).toEqual({ isStrict: true, acceptsFewerRows: true })
  })

  it('activates what it loaded when asked to', async () => {
    const { out, calls } = await nrfData(['load', 'ponds.gpkg', '--layer', 'ponds', '--activate'])

    expect(calls.at(-1)).toEqual(['activate', 'ponds', 4])
    expect(out).toContain('Version 4 of ponds is active now (before: 3)')
  })

  it('tells what was repaired and removed, and what to look at', async () => {
    const loader = {
      load: async () =>
        report({ repairedRows: [2, 9], removedVersions: [1], warnings: ['3 rows; the active version has 9'] })
    }

    const { out, err } = await nrfData(['load', 'a.gpkg', '--layer', 'ponds'], { loader })

    expect(out).toContain('Repaired 2 invalid geometries: row 2, 9')
    expect(out).toContain('Removed version 1 to make room')
    expect(err).toBe('Warning: 3 rows; the active version has 9\n')
  })

  it('draws a progress bar on a terminal only', async () => {
    const onTerminal = await nrfData(['load', 'a.gpkg', '--layer', 'ponds'], {}, true)
    const piped = await nrfData(['load', 'a.gpkg', '--layer', 'ponds'])

    expect(onTerminal.err).toContain('100 % (1,234 of 1,234)')
    expect(onTerminal.err.endsWith('\n')).toBe(true)
    expect(piped.err).toBe('')
  })

  it('lists every fault of a refused file and ends with 1', async () => {
    const loader = {
      load: () => Promise.reject(new LoadRefused('ponds', ['row 1: no area', 'row 7: no area'], 52))
    }

    const { err, exitCode } = await nrfData(['load', 'a.gpkg', '--layer', 'ponds'], { loader })

    expect(err).toBe(
      'Nothing was loaded into ponds: 52 faults in the file\n  row 1: no area\n  row 7: no area\n  and 50 more\n'
    )
    expect(exitCode).toBe(1)
  })

  it('ends with 2 and the known names for a layer that nobody declares', async () => {
    const { err, exitCode, calls } = await nrfData(['load', 'a.gpkg', '--layer', 'pond'])

    expect(err).toBe('No layer "pond"; known: ponds, zones\n')
    expect(exitCode).toBe(2)
    expect(calls).toEqual([])
  })

  it.each([
    ['no layer', ['load', 'a.gpkg']],
    ['no file', ['load', '--layer', 'ponds']],
    ['an unknown command', ['lod']],
    ['a version that is no number', ['activate', 'ponds', 'latest']],
    ['no version', ['activate', 'ponds']]
  ])('ends with 2 for %s', async (_, args) => {
    const { exitCode, err } = await nrfData(args)

    expect(exitCode).toBe(2)
    expect(err).toContain('error:')
  })

  it('ends with 0 after help', async () => {
    const { exitCode, out } = await nrfData(['load', '--help'])

    expect(exitCode).toBe(0)
    expect(out).toContain('--layer <name>')
    expect(out).toContain('--strict')
    expect(out).toContain('Quality rules:')
  })

  it('shows the versions of every layer, and the layers without one', async () => {
    const versions = {
      status: async () => [
        {
          layer: 'ponds',
          version: 3,
          rowCount: 73_788,
          loadedAt: new Date('2026-03-01T09:30:00Z'),
          sourceName: 'ponds.gpkg',
          sourceDigest: 'c0ffee',
          isActive: true
        }
      ],
      activate: () => Promise.reject(new Error('unused')),
      rollback: () => Promise.reject(new Error('unused'))
    }

    const { out } = await nrfData(['status'], { versions })

    expect(out).toMatch(/ponds .* 3 .* active .* 73,788 .* 2026-03-01 09:30 .* ponds\.gpkg/)
    expect(out).toMatch(/zones .* not loaded/)
  })

  it('goes back to the version before', async () => {
    const { out } = await nrfData(['rollback', 'ponds'])

    expect(out).toBe('Version 3 of ponds is active now (before: 4)\n')
  })

  it('ends with 1 and the reason when a version is not there', async () => {
    const versions = {
      status: async () => [],
      activate: () => Promise.reject(new UnknownDataVersion('Layer "ponds" has no version 9')),
      rollback: () => Promise.reject(new Error('unused'))
    }

    const { err, exitCode } = await nrfData(['activate', 'ponds', '9'], { versions })

    expect(err).toBe('Layer "ponds" has no version 9\n')
    expect(exitCode).toBe(1)
  })
})
