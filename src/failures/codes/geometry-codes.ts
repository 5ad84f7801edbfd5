import { describe, type FailureDescription } from './failure-description'

/** What is wrong with a boundary or the outline of a pond, however it came in. */
export const GEOMETRY_CODES = {
  invalid_geometry: describe(
    'applicant',
    'The boundary is not a usable polygon: coordinates are missing, the ring is too short, or it has no area.',
    'Draw the boundary again.',
    'The site boundary is not a valid shape. Draw or upload it again.'
  ),
  self_intersecting_geometry: describe(
    'applicant',
    'The boundary crosses or touches itself, or its parts overlap.',
    'Draw the boundary again so that its lines do not cross.',
    'The lines of the site boundary cross each other. Draw or upload it again.'
  ),
  unclosed_ring: describe(
    'applicant',
    'The first and the last point of a ring differ.',
    'Close every ring of the boundary.',
    'The site boundary is not closed. Draw or upload it again.'
  ),
  unsupported_geometry_type: describe(
    'applicant',
    'The boundary is neither a Polygon nor a MultiPolygon.',
    'Send the outline of the site as a polygon.',
    'The site boundary has to be an area, not a point or a line.'
  ),
  unsupported_crs: describe(
    'applicant',
    'The boundary declares a coordinate reference system other than EPSG:27700 or EPSG:4326.',
    'Use British National Grid or WGS84.',
    'The site boundary uses map coordinates that we cannot read. Use British National Grid or WGS84.'
  ),
  coordinates_out_of_range: describe(
    'applicant',
    'Coordinates are not finite, look like degrees, or lie outside the British National Grid.',
    'Check the coordinate reference system of the boundary.',
    'The site boundary is outside Great Britain, or its map coordinates are mixed up.'
  ),
  too_many_vertices: describe(
    'applicant',
    'The boundary has more vertices than BOUNDARY_MAX_VERTICES.',
    'Simplify the boundary.',
    'The site boundary has too many points. Simplify it and try again.'
  ),
  invalid_survey_pond: describe(
    'applicant',
    'The outline of a surveyed pond is unusable, or the survey has more vertices than BOUNDARY_MAX_VERTICES.',
    'Correct the pond that the message names in the survey.',
    'The outline of a surveyed pond is not a valid shape. Check the survey and upload it again.'
  ),
  geometry_has_holes: describe(
    'applicant',
    'The boundary has a hole. Holes are refused where a boundary is uploaded.',
    'Draw the outline of the site without holes.',
    'The site boundary has a hole in it. Draw or upload it again without holes.'
  ),
  duplicate_vertices: describe(
    'applicant',
    'The boundary has the same point twice in a row. Such points are refused where a boundary is uploaded.',
    'Remove the repeated points.',
    'The site boundary has the same point twice in a row. Remove the repeated points and try again.'
  ),
  ambiguous_boundary: describe(
    'applicant',
    'The boundary consists of several features, so that it is not clear which one is the site.',
    'Send one feature; a site in several parts is one MultiPolygon.',
    'There is more than one shape where one site boundary is expected. Upload a file with one shape.'
  )
} as const satisfies Record<string, FailureDescription>
