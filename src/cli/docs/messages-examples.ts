const SQUARE = {
  type: 'Polygon',
  coordinates: [
    [
      [615200, 309800],
      [615340.5, 309800],
      [615340.5, 309930.25],
      [615200, 309930.25],
      [615200, 309800]
    ]
  ],
  crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
}
const FORM = {
  job_id: '0d9c1f0e-6f0e-4a57-9a0e-2c8f3b7d1a11',
  s3_input_key: 'jobs/0d9c1f0e/input.geojson',
  developer_email: 'planner@example.com',
  submitted_at: '2026-01-12T09:30:00Z',
  development_name: 'Mill Lane',
  dwelling_type: 'house',
  number_of_dwellings: 18,
  assessment_type: 'gcn'
}
const EDP = { label: 'Example River SAC', n2k_site_name: 'Example River SAC' }
const quote = (fields: object, edps: readonly object[] = [EDP]): object => ({
  reference: 'NRF-310442',
  boundaryGeojson: { boundaryGeometryOriginal: SQUARE, intersectingEdps: edps },
  ...fields
})
const REFERENCE = {
  version: 1,
  reference: 'NRL-204871',
  revision: 1,
  assessmentTypes: ['nutrient'],
  traceId: '7f0c2f6a5d1e4b0b9a3c1d2e3f405162'
}

/** One message of every version that was ever sent, by the form that it has now. */
export const MESSAGE_EXAMPLES: Readonly<
  Record<'reference' | 'inline' | 'file', readonly { readonly name: string; readonly payload: object }[]>
> = {
  reference: [
    { name: 'reference', payload: REFERENCE },
    { name: 'reference under its older name', payload: { quote_id: 'NRF-310442' } },
    {
      name: 'reference in an SNS envelope',
      payload: {
        Type: 'Notification',
        MessageId: '2f0e6c0a-3b1d-4a55-8b64-1c1d1f0e7a10',
        TopicArn: 'arn:aws:sns:eu-west-2:000000000000:nrf_quote_estimate_request',
        Message: JSON.stringify(REFERENCE)
      }
    }
  ],
  inline: [
    {
      name: 'M2 of March 2026',
      payload: quote({
        boundaryEntryType: 'draw',
        developmentTypes: ['housing'],
        residentialBuildingCount: 42,
        email: 'planner@example.com',
        wasteWaterTreatmentWorksId: '101',
        wasteWaterTreatmentWorksName: 'Example works'
      })
    },
    {
      name: 'M3 of April 2026',
      payload: quote({
        developmentTypes: ['housing'],
        residentialBuildingCount: 42,
        edps: [{ edpId: 7, edpName: 'Example', edpType: 'NUTRIENT', levyGbp: { min: 1, max: 2 } }]
      })
    },
    {
      name: 'M4 of May 2026',
      payload: quote({ developmentTypes: ['housing'], residentialBuildingCount: 42, traceId: 'a1b2' })
    },
    {
      name: 'M5 of July 2026',
      payload: quote({ developmentTypes: ['housing'], housingUnits: 42, traceId: 'a1b2' })
    },
    {
      name: 'M6 of August 2026',
      payload: quote({ reference: 'NRL-310442', housingUnits: 42, traceId: 'a1b2' }, [
        {
          label: 'Example EDP (2026 to 2036)',
          overlap_area_ha: 1.83,
          overlap_percentage: 100,
          catchments: [{ label: 'Example Broads SAC', catchmentOverlapPercentage: 61.2 }]
        }
      ])
    }
  ],
  file: [
    { name: 'M1 of October 2025', payload: FORM },
    {
      name: 'M1 with the address of its file',
      payload: {
        ...FORM,
        s3_input_key: undefined,
        s3_file_path: 's3://example-inputs/jobs/0d9c1f0e/site.zip'
      }
    }
  ]
}
