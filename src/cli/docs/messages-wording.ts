/** A sentence for every form of a message. */
export const FORM_WORDING = {
  reference: 'Names an assessment; its details are fetched from the backend. The form for new senders.',
  inline: 'A quote that brings its boundary (versions M2 to M6). The backend is not asked for details.',
  file: 'A form whose boundary is a file in the S3 bucket of the service (version M1).'
} as const

/** A sentence for every field, by its documented name. */
export const FIELD_WORDING: Readonly<Record<string, string>> = {
  reference: 'Reference of the assessment; it has to match REFERENCE_PATTERN as a whole.',
  assessmentTypes:
    'What to assess; absent, what the details say, else nutrient. `gcn` and `great-crested-newt` mean the same.',
  assessment_type: 'One type.',
  revision: 'Run of the assessment; absent means 1. A new revision makes a re-run a new job.',
  traceId:
    'Trace of the request. The message attributes CorrelationId, traceId, x-cdp-request-id and traceparent go first.',
  housingUnits: 'Number of dwellings. Required: a missing number is an error and never counts as 0.',
  developmentName: 'Name of the site as the applicant gave it.',
  email: 'Where the applicant is told about the result. Absent: nobody is told.',
  boundaryGeojson: 'The boundary with what is known about it.',
  developmentTypes: 'Kinds of building; the first one names the category. Absent means housing.',
  peopleCount: 'People for `other-residential`; informative.',
  wasteWaterTreatmentWorksId:
    'Works that the applicant named. It never changes the works used; a difference is a finding.',
  s3_input_key: 'Key of the boundary file.',
  s3_file_path: 'Address of the boundary file, `s3://bucket/key`, in the bucket of the service.',
  s3_bucket: 'Bucket of the file; only that of the service is accepted.',
  filename: 'Name that the applicant gave the file.',
  file_size_bytes: 'Size of the file; another one fails the job with `upload_mismatch`.',
  checksum_sha256: 'SHA-256 of the file in base64; another one fails the job with `upload_mismatch`.',
  dwelling_type: 'Category of the development; absent means housing.',
  submitted_at: 'When the applicant sent it, with zone; informative.',
  boundaryGeometryOriginal:
    'GeoJSON Polygon or MultiPolygon, in EPSG:27700 unless its `crs` member says EPSG:4326 or CRS84.',
  intersectingEdps: 'Plans that the boundary meets, as the boundary check found them; informative.',
  label: 'Name of the plan.'
}
