import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { samplesCommand } from './samples.command'

const COMMITTED = join(__dirname, '../../samples/layers')

describe('nrf samples write', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-samples-'))
    jest.spyOn(console, 'log').mockReturnValue(undefined)
  })

  afterEach(async () => {
    jest.restoreAllMocks()
    await rm(folder, { recursive: true })
  })

  it('writes the committed layers, byte for byte, into a folder that it makes', async () => {
    const target = join(folder, 'new', 'layers')
    await samplesCommand().parseAsync(['write', target], { from: 'user' })

    const written = (await readdir(target)).sort()
    expect(written).toEqual((await readdir(COMMITTED)).sort())
    for (const file of written) {
      const [ours, theirs] = await Promise.all([
        readFile(join(target, file)),
        readFile(join(COMMITTED, file))
      ])
      expect({ file, isEqual: ours.equals(theirs) }).toEqual({ file, isEqual: true })
    }
  })

  it('names each file and its number of features', async () => {
    await samplesCommand().parseAsync(['write', folder], { from: 'user' })
    expect(console.log).toHaveBeenCalledWith(`${join(folder, 'nn_catchments.geojson')}: 2 features`)
  })
})
