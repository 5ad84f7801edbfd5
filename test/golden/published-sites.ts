import { createReadStream, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse'
import type { Development } from '../../src/assessments/development'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import type { NutrientBench } from '../builders/nutrient-bench'
import { referenceFile } from './reference-folder'

interface SiteFeature {
  readonly properties: {
    readonly id: string
    readonly Name: string
    readonly Dwel_Cat: string
    readonly Source: string
    readonly Dwellings: number
  }
  readonly geometry: unknown
}

/** The sites of a published file as developments of one file. */
export async function publishedSites(file: string, bench: NutrientBench): Promise<Development[]> {
  const bytes = readFileSync(referenceFile('geojson', file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  const { features }: { features: readonly SiteFeature[] } = JSON.parse(text)
  const sites: Development[] = []
  for (const [index, { properties, geometry }] of features.entries()) {
    sites.push({
      reference: properties.id,
      siteNumber: index + 1,
      name: properties.Name,
      dwellingCategory: properties.Dwel_Cat,
      source: properties.Source,
      dwellings: properties.Dwellings,
      boundary: await bench.boundary(geometry)
    })
  }
  return sites
}

/** File of a layer as published; the coefficients are synthetic. */
export function publishedLayer({ name }: LayerDeclaration): string {
  if (name === 'coefficient_layer') return referenceFile('synthetic', 'coefficient_layer.gpkg')
  if (name === 'rates_lookup') return referenceFile('fixtures', 'lookups', 'rates_lookup.csv')
  if (name === 'wwtw_lookup') return referenceFile('fixtures', 'lookups', 'WwTw_lookup.csv')
  return referenceFile('fixtures', `${name}.gpkg`)
}

/** Rows of a published CSV file; an empty field is an empty text. */
export function publishedTable(...parts: string[]): Promise<Record<string, string>[]> {
  return createReadStream(referenceFile(...parts))
    .pipe(parse({ columns: true }))
    .toArray()
}
