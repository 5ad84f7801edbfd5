import type { SchemaWording } from './schema-wording'

const GEOMETRY_KEYWORDS = {
  properties: { type: { enum: ['Polygon', 'MultiPolygon'] }, coordinates: { type: 'array' } },
  required: ['type', 'coordinates']
}

/** What the backend sends to this service. */
export const RECEIVED_WORDING: Readonly<Record<string, SchemaWording>> = {
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
    },
    keywords: {
      boundary: {
        $ref: undefined,
        anyOf: [
          { $ref: '#/components/schemas/BoundaryResponse' },
          { $ref: '#/components/schemas/BoundaryFileResponse' }
        ]
      }
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
    description: 'Inline geometry with its coordinate reference system.',
    members: {
      geometry: 'GeoJSON geometry.',
      srid: 'EPSG code of the coordinates: British National Grid or WGS84.'
    },
    keywords: { geometry: GEOMETRY_KEYWORDS }
  },
  BoundaryFileResponse: {
    description:
      'A boundary file in the bucket of this service, as the CDP Uploader stored it: GeoJSON, KML, a zip archive of a ' +
      'shapefile, GeoJSON or KML file, or a GeoPackage, with one feature. GeoJSON and KML are in WGS84 unless they ' +
      'declare another system.',
    members: {
      s3Bucket: 'Bucket; another one than that of this service fails the job with `upload_location_refused`.',
      s3Key: 'Key of the object.',
      filename: 'Name that the applicant gave the file; it tells the format where the key does not.',
      contentLength: 'Number of bytes; a file of another size fails the job with `upload_mismatch`.',
      checksumSha256: 'SHA-256 of the content, base64; another one fails the job with `upload_mismatch`.'
    }
  },
  SurveyPondsResponse: {
    description:
      'GeoJSON FeatureCollection of surveyed ponds, in the coordinate reference system of the boundary; in EPSG:27700 ' +
      'for a boundary file.',
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
