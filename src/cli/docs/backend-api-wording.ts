/** One sentence for every member of every body, and what the class decorators cannot say about it. */
interface SchemaWording {
  readonly description: string
  readonly members: Readonly<Record<string, string>>
  /** Members that are always there but may be null, or free. */
  readonly alwaysPresent?: readonly string[]
  /** Keywords merged into the schema, by member; under '' those of the body itself. */
  readonly keywords?: Readonly<Record<string, object>>
}

const GEOMETRY_KEYWORDS = {
  properties: { type: { enum: ['Polygon', 'MultiPolygon'] }, coordinates: { type: 'array' } },
  required: ['type', 'coordinates']
}

const RECEIVED_WORDING: Readonly<Record<string, SchemaWording>> = {
  AssessmentDetailsResponse: {
    description:
      'What is to be assessed. Members that are not named here are ignored; null counts as absent.',
    members: {
      reference: 'The reference that was asked for; another one fails the job with `details_mismatch`.',
      revision: 'Run of the assessment; absent means 1. A result is recorded per reference and revision.',
      status: '`COMPLETED` for the revision of the message ends the job without work.',
      submittedAt: 'ISO 8601, UTC; informative.',
      assessmentTypes: 'Used when the message names none. `gcn` and `great-crested-newt` mean the same.',
      email: 'Where the applicant is told about the result. Absent: nobody is told.',
      developmentName: 'Name of the site as the applicant gave it.',
      wasteWaterTreatmentWorksId:
        'Works that the applicant named. It never changes the works used; a difference is a finding.',
      development: 'What is to be built.',
      boundary: 'Red line boundary of the site.',
      surveyPonds:
        'Ponds that were surveyed for the newt assessment. Absent: the national ponds are used; without features: there is no pond.'
    }
  },
  DevelopmentResponse: {
    description: 'What is to be built.',
    members: {
      types: 'Kinds of building; the first one names the category of the development.',
      housingUnits: 'Number of dwellings. Required: a missing number is an error and never counts as 0.',
      peopleCount: 'People for `other-residential`; informative.'
    }
  },
  BoundaryResponse: {
    description:
      'Inline geometry with its coordinate reference system. A boundary that is named as a file in S3 is refused ' +
      'with `details_invalid`.',
    members: {
      geometry: 'GeoJSON geometry.',
      srid: 'EPSG code of the coordinates: British National Grid or WGS84.'
    },
    keywords: { geometry: GEOMETRY_KEYWORDS }
  },
  SurveyPondsResponse: {
    description:
      'GeoJSON FeatureCollection of surveyed ponds, in the coordinate reference system of the boundary.',
    members: { type: 'Always the same.', features: 'One per pond.' }
  },
  SurveyPondResponse: {
    description: 'One surveyed pond. An invalid outline is repaired, and a finding says so.',
    members: {
      type: 'Always the same.',
      geometry: 'GeoJSON geometry. An outline that cannot be read fails the job with `invalid_survey_pond`.',
      properties: 'What the survey found.'
    },
    keywords: { geometry: GEOMETRY_KEYWORDS }
  },
  PondPropertiesResponse: {
    description: 'What a survey found in one pond.',
    members: {
      PANS: 'Great crested newts: present, absent, not surveyed. A pond with null is not counted.',
      TmpImp:
        'Whether the impact on the pond is temporary. Absent in all ponds: F is taken for all, with a finding.'
    },
    alwaysPresent: ['PANS'],
    keywords: { PANS: { enum: ['P', 'A', 'NS', null], type: ['string', 'null'] } }
  },
  ConflictResponse: {
    description: 'Says whether the result that is already held is the one that was sent.',
    members: {
      identical: 'True when the held result equals the sent one: then the delivery counts as done.',
      digest: 'SHA-256 of the bytes of the held body, hexadecimal; equal digests count as identical.'
    }
  },
  RefusalResponse: {
    description: 'Why a request was refused.',
    members: { message: 'One sentence for the developer; it is written to the log (first 200 characters).' }
  }
}

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
      code: 'One of the codes of docs/codes.md.',
      message: 'Plain English that may be shown to the applicant.'
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
