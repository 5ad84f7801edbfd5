import { OUR_FAULT, describe, describeRetried, type FailureDescription } from './failure-description'

/** What is wrong with an uploaded boundary file, or with the way to it. */
export const FILE_CODES = {
  file_size_too_large: describe(
    'applicant',
    'The boundary file has more bytes than UPLOAD_MAX_BYTES.',
    'Upload a smaller file: one site, without attributes that nobody needs.',
    'The uploaded file is too large. Upload a file of at most 2 MB.'
  ),
  unsafe_filename: describe(
    'applicant',
    'The name of the boundary file is empty, longer than 255 characters, or has other characters than letters, digits, spaces and . _ ( ) -.',
    'Rename the file and upload it again.',
    'The name of the uploaded file has characters that we cannot accept. Rename the file and upload it again.'
  ),
  unsupported_file_type: describe(
    'applicant',
    'The boundary file is neither GeoJSON, KML nor a zip archive of a shapefile, GeoJSON or KML file.',
    'Upload a file of one of these kinds.',
    'We cannot read this type of file. Upload a GeoJSON file, a KML file or a zip file of a shapefile.'
  ),
  unreadable_geometry_file: describe(
    'applicant',
    'The content of the boundary file is damaged or is not what its name says.',
    'Export the file again and check that it opens in a map program.',
    'The uploaded file cannot be read. Export it again and upload it.'
  ),
  missing_crs: describe(
    'applicant',
    'The shapefile does not say which coordinate reference system it uses (its .prj part is missing or empty).',
    'Add the .prj part.',
    'The uploaded file does not say which map coordinates it uses. Include the .prj file of the shapefile.'
  ),
  no_polygon_found: describe(
    'applicant',
    'The boundary file holds no feature.',
    'Upload a file that holds the outline of the site as a polygon.',
    'There is no shape in the uploaded file. Upload a file with the outline of the site.'
  ),
  upload_file_missing: describe(
    'backend',
    'The boundary file that the job names is not in the bucket.',
    'Send the job after its file has been stored; check the key.',
    'We could not find the uploaded file. Upload it again.'
  ),
  upload_mismatch: describe(
    'backend',
    'The boundary file has another size or SHA-256 checksum than the job says.',
    'Upload the file again and send the job with the figures of the stored file.',
    'The uploaded file has changed since it was checked. Upload it again.'
  ),
  upload_location_refused: describe(
    'backend',
    'The job names another bucket than AWS_S3_INPUT_BUCKET, or a key that is no plain path in it.',
    'Store boundary files in the bucket of this service and send the key as it was stored.',
    OUR_FAULT
  ),
  upload_access_denied: describe(
    'operator',
    'S3 refused to hand out the boundary file (AccessDenied). A role without s3:ListBucket gets this answer for a missing file too.',
    'Check that the key exists and that the role has s3:GetObject on the bucket; then replay the message.',
    'We could not find the uploaded file. Upload it again.'
  ),
  uploads_disabled: describe(
    'operator',
    'The job names a boundary file, but no bucket is configured.',
    'Set AWS_S3_INPUT_BUCKET and replay the message, or send the boundary itself.',
    OUR_FAULT
  ),
  s3_credentials_refused: describeRetried(
    'operator',
    'S3 refused the credentials of this service: unknown, expired, wrongly signed, or the clock is wrong.',
    'Check the role of the service and its clock; the job is retried by itself.',
    OUR_FAULT
  ),
  s3_download_failed: describeRetried(
    'operator',
    'S3 did not answer in time, broke off, answered 5xx, or does not know the bucket.',
    'Check S3 and AWS_S3_INPUT_BUCKET; the job is retried by itself.',
    OUR_FAULT
  )
} as const satisfies Record<string, FailureDescription>
