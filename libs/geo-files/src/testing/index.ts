export { makeShapefile } from './make-shapefile'
export { entryBytes, makeZip, ZIP64_FIELD, ZIP64_LOCATOR, type TestArchive, type TestEntry } from './make-zip'
export { makeGeoPackage, geometryBlob } from './make-geopackage'
