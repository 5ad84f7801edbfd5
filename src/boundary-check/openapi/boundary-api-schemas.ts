import { UPLOAD_STATUS } from '../boundary-check.failures'

const described = (description: string, schema: object): object => ({ description, ...schema })
const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] })
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` })
const number = (description: string): object => described(description, { type: 'number' })
const members = (
  description: string,
  properties: Readonly<Record<string, object>>,
  optional: readonly string[] = []
) => ({
  description,
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties
})

const WHOLE_NUMBER = described('Counted from 1.', { type: 'integer', minimum: 1 })

const LON_LAT = {
  type: 'array',
  items: { type: 'number' },
  minItems: 2,
  maxItems: 2
}
const RINGS = { type: 'array', items: { type: 'array', items: ref('Position') } }

const polygon = (description: string, extra: Readonly<Record<string, object>> = {}): object =>
  members(description, {
    type: described('Always a Polygon.', { const: 'Polygon' }),
    ...extra,
    coordinates: described('The outer ring; uploads have no holes.', RINGS)
  })

const EDP = members('An EDP area that meets the boundary. One that only touches it has an overlap of 0.', {
  label: described('Name of the EDP (`EDP_Name`).', { type: ['string', 'null'] }),
  n2k_site_name: described('The same name.', { type: ['string', 'null'] }),
  edp_geometry: described('The EDP area in WGS84.', ref('AreaGeometry')),
  intersection_geometry: described(
    'What both have in common, in WGS84; null where they only touch.',
    nullable(ref('AreaGeometry'))
  ),
  overlap_area_ha: number('Area in common in hectares, 4 decimals.'),
  overlap_area_sqm: number('Area in common in square metres, 2 decimals.'),
  overlap_percentage: number('Share of the boundary in percent, 2 decimals.')
})

const METADATA = members('Figures of the first polygon for display.', {
  area: described(
    'Area, 4 decimals.',
    members('Area.', { hectares: number('Hectares.'), acres: number('Acres.') })
  ),
  perimeter: described(
    'Perimeter, 4 decimals.',
    members('Perimeter.', { kilometres: number('Kilometres.'), miles: number('Miles.') })
  ),
  centre: described('Middle of the bounding box, longitude and latitude, 6 decimals.', LON_LAT),
  bounds: described(
    'Corners of the bounding box, longitude and latitude, 6 decimals.',
    members('Corners.', {
      topLeft: described('North-west.', LON_LAT),
      topRight: described('North-east.', LON_LAT),
      bottomRight: described('South-east.', LON_LAT),
      bottomLeft: described('South-west.', LON_LAT)
    })
  )
})

const SHAPES = members(
  'What the file holds, without its attributes.',
  {
    type: described('Always a FeatureCollection.', { const: 'FeatureCollection' }),
    bbox: described('West, south, east and north; left out when nothing can be drawn.', {
      type: 'array',
      items: { type: 'number' },
      minItems: 4,
      maxItems: 4
    }),
    features: described('Every feature in the order of the file.', {
      type: 'array',
      items: members('One feature.', {
        type: described('Always a Feature.', { const: 'Feature' }),
        properties: described('Never given back.', { type: 'null' }),
        geometry: described('Null where it is no area.', nullable(ref('AreaGeometry')))
      })
    })
  },
  ['bbox']
)

/** Schemas of everything that the boundary check sends. */
export const BOUNDARY_API_SCHEMAS = {
  BoundaryCheck: members('The answer about one uploaded file: the same five members in every case.', {
    boundaryGeometryOriginal: described(
      'The first polygon in British National Grid, 9 decimals; null unless the boundary can be used.',
      nullable(ref('GridPolygon'))
    ),
    boundaryGeometryWgs84: described(
      'The same polygon in WGS84. Of shapes that can be drawn but are no boundary, a FeatureCollection.',
      { anyOf: [ref('Wgs84Polygon'), ref('Shapes'), { type: 'null' }] }
    ),
    intersectingEdps: described('EDP areas by name. Several polygons count as one here.', {
      type: 'array',
      items: ref('IntersectingEdp')
    }),
    boundaryMetadata: described('Null when the first shape is not valid.', nullable(ref('BoundaryMetadata'))),
    error: described('Why the file cannot be used; null when it can.', nullable(ref('BoundaryCode')))
  }),
  BoundaryCode: described('Code of the first rule that is broken; docs/codes.md says what to do.', {
    type: 'string',
    enum: Object.keys(UPLOAD_STATUS)
  }),
  GridPolygon: polygon('A polygon in EPSG:27700, metres.', {
    crs: described('Names EPSG:27700.', {
      const: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
    })
  }),
  Wgs84Polygon: polygon('A polygon in WGS84, degrees.'),
  Shapes: SHAPES,
  AreaGeometry: {
    description: 'A Polygon or MultiPolygon in WGS84.',
    type: 'object',
    additionalProperties: false,
    required: ['type', 'coordinates'],
    properties: {
      type: described('Its type.', { enum: ['Polygon', 'MultiPolygon'] }),
      coordinates: described('As in RFC 7946.', { type: 'array' })
    }
  },
  Position: described('Easting and northing, or longitude and latitude.', LON_LAT),
  IntersectingEdp: EDP,
  BoundaryMetadata: METADATA,
  ProblemDetails: members('Why a request was not answered (RFC 9457).', {
    type: described('No page of its own.', { const: 'about:blank' }),
    title: described('Name of the status.', { type: 'string' }),
    status: described('HTTP status.', { type: 'integer', minimum: 400, maximum: 599 }),
    detail: described('One sentence.', { type: 'string' })
  }),
  Version: members('Which versions run.', {
    version: described('Of the service: commit or version number.', { type: 'string' }),
    schema: described(
      'Of the tables of the ledger; null while the database does not answer.',
      nullable(members('Of the tables of the ledger.', { version: WHOLE_NUMBER }))
    ),
    data: described(
      'Active version of every layer that has one; null while the database does not answer.',
      nullable({ type: 'array', items: ref('LayerVersion') })
    ),
    assessments: described('Every assessment that a job can ask for.', {
      type: 'array',
      items: ref('AssessmentVersion')
    }),
    problems: described('Why something is null.', { type: 'array', items: { type: 'string' } })
  }),
  LayerVersion: members('A layer of reference data.', {
    layer: described('Its name.', { type: 'string' }),
    version: WHOLE_NUMBER,
    loadedAt: described('When this version was loaded.', { type: 'string', format: 'date-time' })
  }),
  AssessmentVersion: members('An assessment.', {
    type: described('Its type.', { type: 'string' }),
    version: WHOLE_NUMBER
  })
}
