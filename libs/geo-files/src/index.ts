export { openGeoFile } from './open-geo-file'
export { GeoFileError } from './geo-file-error'
export type { AttributeValue, GeoFeature, GeoFile, GeoFileOptions } from './geo-file'
export { readUpload, type UploadOptions } from './upload/read-upload'
