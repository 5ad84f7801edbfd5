import type { ZipEntries } from './zip-entries'

const PART = /\.(shp|shx|dbf|prj|cpg)$/i

/**
 * The parts of a shapefile by their extension in lower case: those beside its `.shp` with the same name before the
 * dot, compared without regard to case.
 */
export async function readParts(
  shp: string,
  entries: Pick<ZipEntries, 'names' | 'read'>
): Promise<Map<string, Buffer>> {
  const parts = new Map([['shp', await entries.read(shp)]])
  for (const name of entries.names()) {
    const extension = PART.exec(name)?.[1].toLowerCase()
    if (extension === undefined || parts.has(extension) || stemOf(name) !== stemOf(shp)) continue
    parts.set(extension, await entries.read(name))
  }
  return parts
}

/** Path without its extension: parts belong together in one folder only. */
function stemOf(name: string): string {
  return name.replace(/\.[^./]*$/, '').toLowerCase()
}
