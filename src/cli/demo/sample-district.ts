import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReferenceDataTools } from '../data.command'

/** Folder of the invented district. */
export const SAMPLES = join(__dirname, '..', '..', '..', '..', 'samples')

/** Loads and activates every layer of the sample district that is not active already; how many were loaded. */
export async function loadSampleDistrict(
  { loader, versions, declarations }: ReferenceDataTools,
  say: (sentence: string) => void
): Promise<number> {
  const active = (await versions.status()).filter(({ isActive }) => isActive)
  let loaded = 0
  for (const declaration of declarations) {
    const file = layerFile(declaration.name)
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    if (active.some(({ layer, sourceDigest }) => layer === declaration.name && sourceDigest === digest))
      continue
    const { version, rowCount } = await loader.load(file, declaration)
    await versions.activate(declaration.name, version)
    say(`Loaded ${rowCount} rows of ${declaration.name}`)
    loaded += 1
  }
  return loaded
}

function layerFile(layer: string): string {
  const candidates = [join(SAMPLES, 'layers', `${layer}.geojson`), join(SAMPLES, 'lookups', `${layer}.csv`)]
  const file = candidates.find((candidate) => existsSync(candidate))
  if (file === undefined) throw new Error(`The sample district has no layer "${layer}"`)
  return file
}
