import { FAILURE_CODES } from '../../failures/failure-codes'
import { RECEIVED_WORDING } from './received-wording'
import type { SchemaWording } from './schema-wording'

const OUTCOME_WORDING: Readonly<Record<string, SchemaWording>> = {
  OutcomeBody: {
    description:
      'What one assessment found out: the same bytes for the same input, release and data version.',
    members: {
      type: 'Type of the assessment, e.g. `nutrient`.',
      assessmentVersion: 'Counts up when the same input may give another outcome.',
      scope: 'Whether the assessment applies to the site. Out of scope is an answer, not a failure.',
      impacts: 'What the development does to each protected site or EDP; empty when out of scope.',
      summary: "The assessment's own table, one value per published column; null when out of scope.",
      evidence: 'Enough to do the sum again by hand; its shape belongs to the assessment.',
      findings: 'What a reader of the outcome should know.',
      provenance: 'What the outcome was made from.'
    },
    alwaysPresent: ['summary'],
    keywords: { summary: { type: ['object', 'null'] } }
  },
  ScopeBody: {
    description: 'Whether the assessment applies to the site.',
    members: { status: 'In or out of scope.', reason: 'Why the site is out of scope; only then.' },
    keywords: {
      '': {
        oneOf: [
          { properties: { status: { const: 'in-scope' } }, not: { required: ['reason'] } },
          { properties: { status: { const: 'out-of-scope' } }, required: ['reason'] }
        ]
      }
    }
  },
  ImpactBody: {
    description: 'What the development does to one protected site or EDP.',
    members: {
      id: 'Identifier of the site in the reference data.',
      name: 'Its name.',
      figures: 'Every printed number, with its unit.'
    }
  },
  FigureBody: {
    description: 'One printed number with its unit.',
    members: {
      name: 'Machine name, camelCase, e.g. `nitrogenTotal`.',
      label: 'Name for people.',
      value: 'The number; null when it cannot be computed (a finding says why).',
      unit: 'Unit of the number, e.g. `kg/year`.'
    },
    alwaysPresent: ['value'],
    keywords: { value: { type: ['number', 'null'] } }
  },
  FindingBody: {
    description: 'Something that a reader of the outcome should know.',
    members: { code: 'For machines.', message: 'One sentence for people.' }
  },
  ProvenanceBody: {
    description: 'What an outcome was made from.',
    members: {
      serviceVersion: 'Release of this service.',
      layers: 'Every layer that was read, by name.',
      engine: 'Versions of the geometry engine.',
      boundaryDigest: 'SHA-256 of the boundary as it was assessed, hexadecimal.',
      profile:
        '`corrected` is the default; `production` reproduces the public system for comparison with its baselines.'
    }
  },
  LayerProvenanceBody: {
    description: 'Data version of one layer.',
    members: { layer: 'Name of the layer.', version: 'Its data version.', loadedAt: 'ISO 8601, UTC.' }
  },
  EngineBody: {
    description: 'Versions of the geometry engine.',
    members: { postgis: 'PostGIS.', geos: 'GEOS.', proj: 'PROJ.' }
  }
}

const SENT_WORDING: Readonly<Record<string, SchemaWording>> = {
  ResultsRequest: {
    description:
      'The result of one job, as canonical JSON: sorted keys, no white space, no timestamps of the run. The same ' +
      'bytes are sent on every try.',
    members: {
      schemaVersion: 'Version of this body.',
      reference: 'Reference of the assessment.',
      revision: 'Run of the assessment.',
      status: '`COMPLETED` carries outcomes, `FAILED` an error.',
      outcomes: 'One per assessment type; empty when the job failed.',
      error: 'Why the job failed; only then.'
    },
    keywords: {
      '': {
        oneOf: [
          { properties: { status: { const: 'COMPLETED' } }, not: { required: ['error'] } },
          {
            properties: { status: { const: 'FAILED' }, outcomes: { maxItems: 0 } },
            required: ['error']
          }
        ]
      }
    }
  },
  ResultErrorBody: {
    description: 'Why a job failed.',
    members: {
      code: 'One of the codes of docs/codes.md, or one of an assessment: its type, a colon, a name.',
      message: 'Plain English that may be shown to the applicant.'
    },
    keywords: {
      code: { anyOf: [{ enum: Object.keys(FAILURE_CODES) }, { pattern: '^[a-z-]+:[a-z_]+$' }] }
    }
  }
}

const QUOTES_WORDING: Readonly<Record<string, SchemaWording>> = {
  QuotesRequest: {
    description: 'Nutrient results in the quotes contract, version 2.',
    members: { edps: 'One entry per impact. Nothing is sent when there is none.' }
  },
  EdpBody: {
    description: 'Impact on one EDP and its levy.',
    members: {
      edpId: 'Identifier of the impact, as text.',
      edpName: 'Name of the impact.',
      edpType: 'Only nutrient results exist in this contract.',
      impact: 'The two totals.',
      levyGbp: 'Configured levy range; the service does not compute one.'
    }
  },
  EdpImpactBody: {
    description: 'The two totals of one impact.',
    members: { nitrogenTotal: 'Total nitrogen.', phosphorusTotal: 'Total phosphorus.' }
  },
  AmountBody: {
    description: 'One total and its band.',
    members: {
      amount: 'Kilograms per year, rounded to 2 decimals; may be negative.',
      unit: 'Literal text of this contract; the amount is kilograms per year all the same.',
      band: 'Band of the amount: up to 0.25 is 1, up to 2 is 2, up to 5 is 3, above that 4.'
    }
  },
  BandBody: {
    description: 'Range of bands; both ends are equal here.',
    members: { min: 'Lower band.', max: 'Upper band.' }
  },
  LevyBody: {
    description: 'Levy range in pounds.',
    members: { min: 'Lower end.', max: 'Upper end.' }
  }
}

export const WORDING: Readonly<Record<string, SchemaWording>> = {
  ...RECEIVED_WORDING,
  ...OUTCOME_WORDING,
  ...SENT_WORDING,
  ...QUOTES_WORDING
}
