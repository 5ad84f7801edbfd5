import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LinearRing, Polygon, Position } from '@nrf/geometry'

export interface FeatureSpec {
  readonly properties: Record<string, unknown>
  readonly geometry: unknown
}

/** A folder for the files of one spec file. */
export class ReferenceFiles {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<ReferenceFiles> {
    return new ReferenceFiles(await mkdtemp(join(tmpdir(), 'nrf-layers-')))
  }

  /** A GeoJSON file; without `epsg` it says nothing about its coordinates. */
  geoJson(features: readonly FeatureSpec[], epsg?: number): Promise<string> {
    const crs = epsg && { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } }
    const collection = {
      type: 'FeatureCollection',
      ...(crs ? { crs } : {}),
      features: features.map((feature) => ({ type: 'Feature', ...feature }))
    }
    return this.write('geojson', JSON.stringify(collection))
  }

  csv(lines: readonly string[]): Promise<string> {
    return this.write('csv', `${lines.join('\n')}\n`)
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }

  private async write(extension: string, text: string): Promise<string> {
    const path = join(this.folder, `${randomBytes(4).toString('hex')}.${extension}`)
    await writeFile(path, text)
    return path
  }
}

export function aPolygon(...rings: readonly LinearRing[]): Polygon {
  return { type: 'Polygon', coordinates: rings }
}

export function aSquare(x: number, y: number, side: number): LinearRing {
  return [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y]
  ]
}

/** A ring of many vertices with spikes inwards: never convex, always valid. */
export function aStar(x: number, y: number, vertices: number): LinearRing {
  const ring = Array.from({ length: vertices }, (_, index): Position => {
    const angle = (2 * Math.PI * index) / vertices
    const radiusM = index % 2 === 0 ? 1_000 : 700
    return [x + radiusM * Math.cos(angle), y + radiusM * Math.sin(angle)]
  })
  return [...ring, ring[0]]
}
