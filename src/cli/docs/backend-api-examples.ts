import { FAILURE_CODES } from '../../failures/failure-codes'
import type { AssessmentOutcome, Figure, Provenance } from '../../assessments/assessment-outcome'

interface Example {
  readonly summary: string
  readonly value: object
}

const REFERENCE = 'NRL-204871'

const PROVENANCE: Provenance = {
  serviceVersion: '1.0.0',
  layers: [
    { layer: 'coefficient_layer', version: 3, loadedAt: '2026-05-04T08:12:30.000Z' },
    { layer: 'nn_catchments', version: 3, loadedAt: '2026-05-04T08:10:02.000Z' }
  ],
  engine: { postgis: '3.5.2', geos: '3.13.1', proj: '9.5.1' },
  boundaryDigest: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  profile: 'corrected'
}

const kilograms = (name: string, label: string, value: number): Figure => ({
  name,
  label,
  value,
  unit: 'kg/year'
})

const load = (nitrogenKgPerYear: number, phosphorusKgPerYear: number) => ({
  nitrogenKgPerYear,
  phosphorusKgPerYear
})

/** Shortened: a real summary and real evidence have more members. */
const IN_SCOPE: AssessmentOutcome = {
  type: 'nutrient',
  assessmentVersion: 1,
  scope: { status: 'in-scope' },
  impacts: [
    {
      id: '32',
      name: 'The Broads SAC',
      figures: [
        kilograms('nitrogenTotal', 'Nitrogen, total with precautionary buffer', 26.25),
        kilograms('phosphorusTotal', 'Phosphorus, total with precautionary buffer', 6.81)
      ]
    }
  ],
  summary: {
    Dwellings: 11,
    Dev_Area_Ha: 0.78,
    N_LU_Uplift: -4.16,
    P_LU_Uplift: 0.99,
    N_Total: 26.25,
    P_Total: 6.81
  },
  evidence: {
    figures: [
      {
        name: 'precautionaryBufferShare',
        value: 0.2,
        unit: 'share of the absolute base',
        source: 'impact assessment tool: IAT_PRECAUTIONARY_BUFFER_PERCENT'
      },
      { name: 'occupancy', value: 2.4, unit: 'persons/dwelling', source: 'rates_lookup, The Broads SAC' }
    ],
    landUse: { afterSuds: load(-4.16, 0.99) },
    wastewater: { permanent: load(26.03502, 4.6863036) },
    total: { base: load(21.87502, 5.6763036), withBuffer: load(26.25, 6.81) }
  },
  findings: [
    {
      code: 'fallback_works_used',
      message: 'No works catchment meets the site; the package treatment plant (works 141) was used.'
    }
  ],
  provenance: PROVENANCE
}

const OUT_OF_SCOPE: AssessmentOutcome = {
  type: 'nutrient',
  assessmentVersion: 1,
  scope: { status: 'out-of-scope', reason: 'The site lies outside every nutrient neutrality catchment.' },
  impacts: [],
  summary: null,
  evidence: { overlaps: { catchments: [] } },
  findings: [{ code: 'out_of_scope', message: 'The site lies outside every nutrient neutrality catchment.' }],
  provenance: PROVENANCE
}

const completed = (outcome: AssessmentOutcome): object => ({
  schemaVersion: 1,
  reference: REFERENCE,
  revision: 1,
  status: 'COMPLETED',
  outcomes: [outcome]
})

const failed = (code: string, message: string): object => ({
  schemaVersion: 1,
  reference: REFERENCE,
  revision: 1,
  status: 'FAILED',
  outcomes: [],
  error: { code, message }
})

const failureExamples = Object.entries(FAILURE_CODES).map(
  ([code, { cause, publicText }]): [string, Example] => [
    `failed_${code}`,
    { summary: cause, value: failed(code, publicText) }
  ]
)

export const RESULT_EXAMPLES: Readonly<Record<string, Example>> = {
  completed_in_scope: { summary: 'A site in one nutrient catchment.', value: completed(IN_SCOPE) },
  completed_out_of_scope: {
    summary: 'A site that the assessment does not apply to.',
    value: completed(OUT_OF_SCOPE)
  },
  ...Object.fromEntries(failureExamples)
}

const squareAt = (x: number, y: number, side: number): object => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
      [x, y]
    ]
  ]
})

const pond = (geometry: object, properties: object): object => ({ type: 'Feature', geometry, properties })

export const DETAILS_EXAMPLES: Readonly<Record<string, Example>> = {
  housing: {
    summary: 'A site of 42 dwellings with its boundary in British National Grid.',
    value: {
      reference: REFERENCE,
      revision: 1,
      status: 'QUEUED',
      submittedAt: '2026-05-11T09:30:00Z',
      assessmentTypes: ['nutrient'],
      email: 'planner@example.com',
      developmentName: 'Mill Lane',
      development: { types: ['housing'], housingUnits: 42 },
      boundary: {
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [615200, 309800],
              [615340.5, 309800],
              [615340.5, 309930.25],
              [615200, 309930.25],
              [615200, 309800]
            ]
          ]
        },
        srid: 27700
      }
    }
  },
  boundary_file: {
    summary: 'A site whose boundary was uploaded.',
    value: {
      reference: REFERENCE,
      revision: 1,
      status: 'QUEUED',
      assessmentTypes: ['nutrient'],
      developmentName: 'Mill Lane',
      development: { types: ['housing'], housingUnits: 42 },
      boundary: {
        s3Bucket: 'nrf-inputs',
        s3Key: 'b18ceadb-afb1-4955-a70b-256bf94444d5/fc6e0f4a-2a4b-4b8a-9f1e-6a3f2b7c9d10',
        filename: 'mill-lane.zip',
        contentLength: 4096,
        checksumSha256: 'bng5jOVC6TxEgwTUlX4DikFtDEYEc8vQTsOP0ZAv21c='
      }
    }
  },
  surveyed_ponds: {
    summary: 'A site whose ponds were surveyed, for the great crested newt assessment.',
    value: {
      reference: REFERENCE,
      revision: 1,
      status: 'QUEUED',
      assessmentTypes: ['gcn'],
      developmentName: 'Mill Lane',
      development: { types: ['housing'], housingUnits: 42 },
      boundary: { geometry: squareAt(615200, 309800, 130), srid: 27700 },
      surveyPonds: {
        type: 'FeatureCollection',
        features: [
          pond(squareAt(615240, 309850, 12), { PANS: 'P', TmpImp: 'F' }),
          pond(squareAt(615390, 309900, 9), { PANS: 'NS', TmpImp: 'T' })
        ]
      }
    }
  }
}

const amount = (value: number, band: number): object => ({
  amount: value,
  unit: 'mg/I TP',
  band: { min: band, max: band }
})

export const QUOTES_EXAMPLES: Readonly<Record<string, Example>> = {
  one_catchment: {
    summary: 'A site in one nutrient catchment.',
    value: {
      edps: [
        {
          edpId: '32',
          edpName: 'The Broads SAC',
          edpType: 'NUTRIENT',
          impact: { nitrogenTotal: amount(26.25, 4), phosphorusTotal: amount(6.81, 4) },
          levyGbp: { min: 100, max: 200 }
        }
      ]
    }
  }
}

export const CONFLICT_EXAMPLES: Readonly<Record<string, Example>> = {
  identical: { summary: 'The same result is already held: counts as delivered.', value: { identical: true } },
  digest: {
    summary: 'The digest of the held result; the sender compares it with its own.',
    value: { digest: '7d793037a0760186574b0282f2f435e7a1d6f1c8ea0bb2ed5a9a5ad5a5ba5c3e' }
  },
  different: { summary: 'Another result is held: a permanent failure.', value: { identical: false } }
}
