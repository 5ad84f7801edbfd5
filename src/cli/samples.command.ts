import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { sampleLayers } from './samples/district'
import { layerText } from './samples/sample-layer'

async function writeLayers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const layer of sampleLayers()) {
    const file = join(folder, `${layer.name}.geojson`)
    await writeFile(file, layerText(layer))
    console.log(`${file}: ${layer.features.length} features`)
  }
}

/** `nrf samples write [folder]`: writes the layers of the invented district; the same bytes on every run. */
export function samplesCommand(): Command {
  const command = new Command('samples').description('the invented district that demo and tests run on')
  command
    .command('write')
    .description('write the sample layers as GeoJSON')
    .argument('[folder]', 'where the layers go', 'samples/layers')
    .action(writeLayers)
  return command
}
