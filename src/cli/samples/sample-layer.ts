import type { LinearRing, MultiPolygon } from '@nrf/geometry'

export interface SampleFeature {
  readonly properties: Readonly<Record<string, string | number | null>>
  readonly geometry: MultiPolygon
}

export interface SampleLayer {
  readonly name: string
  readonly features: readonly SampleFeature[]
}

export function featureOf(properties: SampleFeature['properties'], ring: LinearRing): SampleFeature {
  return { properties, geometry: { type: 'MultiPolygon', coordinates: [[ring]] } }
}

/** GeoJSON with one feature a line, so that a change of one feature is a change of one line. */
export function layerText(layer: SampleLayer): string {
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
  const head = `{"type":"FeatureCollection","name":${JSON.stringify(layer.name)},"crs":${JSON.stringify(crs)},"features":[`
  const lines = layer.features.map((feature) => JSON.stringify({ type: 'Feature', ...feature }))
  return `${head}\n${lines.join(',\n')}\n]}\n`
}
