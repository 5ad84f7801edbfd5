export { openGeoFile } from './open-geo-file'
export { GeoFileError } from './geo-file-error'
export type { AttributeValue, GeoFeature, GeoFile } from './geo-file'
