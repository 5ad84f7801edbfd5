import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ReferenceDataTools } from '../data.command'
import { sampleFileOf } from '../sample-layers'

/** Loads and activates the sample of every layer that is not active already; how many were loaded. */
export async function loadSampleDistrict(
  { loader, versions, declarations }: ReferenceDataTools,
  say: (sentence: string) => void
): Promise<number> {
  const active = (await versions.status()).filter(({ isActive }) => isActive)
  let loaded = 0
  for (const declaration of declarations) {
    const file = sampleFileOf(declaration)
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    if (active.some(({ layer, sourceDigest }) => layer === declaration.name && sourceDigest === digest))
      continue
    const { version, rowCount } = await loader.load(file, declaration, { acceptsFewerRows: true })
    await versions.activate(declaration.name, version)
    say(`Loaded ${rowCount} rows of ${declaration.name}`)
    loaded += 1
  }
  return loaded
}
