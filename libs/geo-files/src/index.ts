export { openGeoFile } from './open-geo-file'
export type { AttributeValue, GeoFeature, GeoFile } from './geo-file'
