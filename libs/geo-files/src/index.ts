export { openGeoFile } from './open-geo-file'
export { GeoFileError } from './geo-file-error'
export type { AttributeValue, GeoFeature, GeoFile, GeoFileOptions, ZipLimits } from './geo-file'
export { readUpload, type UploadOptions } from './upload/read-upload'
