import { describe, type FailureDescription } from './failure-description'

/** What is wrong with a boundary file that is a zip archive. */
export const ZIP_CODES = {
  invalid_zip: describe(
    'applicant',
    'The zip archive is damaged, encrypted, in several parts, or uses a feature that nobody needs for a boundary.',
    'Make a plain zip archive of the files.',
    'The zip file cannot be opened. Create it again, without a password.'
  ),
  zip_too_many_files: describe(
    'applicant',
    'The zip archive has more entries than ZIP_SAFETY_MAX_ENTRIES.',
    'Put only the parts of one shapefile into the archive.',
    'There are too many files in the zip file. Include only the files of one boundary.'
  ),
  zip_entry_too_large: describe(
    'applicant',
    'A file in the zip archive is larger than ZIP_SAFETY_MAX_ENTRY_BYTES when unpacked, or ZIP_SAFETY_MAX_COMPRESSION_RATIO times its packed size.',
    'Upload a smaller boundary.',
    'A file in the zip file is too large.'
  ),
  zip_total_too_large: describe(
    'applicant',
    'The files in the zip archive are larger than ZIP_SAFETY_MAX_TOTAL_BYTES when unpacked.',
    'Upload a smaller boundary.',
    'The files in the zip file are too large.'
  ),
  zip_nested_zip: describe(
    'applicant',
    'There is an archive in the zip archive.',
    'Put the files themselves into the archive.',
    'There is a zip file inside the zip file. Include only the files of one boundary.'
  ),
  zip_unsafe_path: describe(
    'applicant',
    'An entry of the zip archive is a link or a device, or its name leads out of the folder it is unpacked into.',
    'Make a plain zip archive of the files.',
    'The zip file has file names that we cannot accept. Create it again.'
  ),
  zip_missing_shapefile: describe(
    'applicant',
    'The zip archive holds no .shp, .geojson or .kml file.',
    'Put the shapefile into the archive.',
    'There is no boundary in the zip file. Include a shapefile, a GeoJSON file or a KML file.'
  ),
  zip_missing_shapefile_parts: describe(
    'applicant',
    'A part of the shapefile (.shx, .dbf or .prj) is not beside its .shp part.',
    'Put all four parts into the archive, in one folder and with one name.',
    'A file of the shapefile is missing. Include the .shp, .shx, .dbf and .prj files.'
  ),
  boundary_file_not_found_in_zip: describe(
    'applicant',
    'The zip archive has no file of the name that was asked for.',
    'Check the name of the file.',
    'The boundary file is not in the zip file.'
  ),
  zip_ambiguous_filename: describe(
    'applicant',
    'The zip archive has several files of the name that was asked for.',
    'Leave only one of them in the archive.',
    'There is more than one file of the same name in the zip file.'
  )
} as const satisfies Record<string, FailureDescription>
