export { openGeoFile } from './open-geo-file'
export { GeoFileError } from './geo-file-error'
export type { AttributeValue, GeoFeature, GeoFile, GeoFileOptions } from './geo-file'
