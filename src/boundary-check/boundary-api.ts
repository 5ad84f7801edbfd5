export { boundaryApiDocument } from './openapi/boundary-api-document'
