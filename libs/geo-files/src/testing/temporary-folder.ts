import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGeoFile } from '../open-geo-file'
import type { GeoFeature, GeoFileOptions } from '../geo-file'

/** A folder for the files of one test. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'geo-files-test-'))

  file(name: string): string {
    return join(this.path, name)
  }

  write(name: string, content: string | Buffer): string {
    writeFileSync(this.file(name), content)
    return this.file(name)
  }

  /** The bytes of a file, which is then gone. */
  take(name: string): Buffer {
    const bytes = readFileSync(this.file(name))
    rmSync(this.file(name))
    return bytes
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

export async function readAll(path: string, options?: GeoFileOptions): Promise<GeoFeature[]> {
  const file = await openGeoFile(path, options)
  try {
    const features: GeoFeature[] = []
    for await (const feature of file.features()) features.push(feature)
    return features
  } finally {
    await file.close()
  }
}
