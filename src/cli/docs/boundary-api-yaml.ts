import { stringify } from 'yaml'
import { boundaryApiDocument } from '../../boundary-check/boundary-api'

/** `docs/boundary-api.yaml`. */
export function boundaryApiYaml(): string {
  return stringify(boundaryApiDocument(), { aliasDuplicateObjects: false, lineWidth: 110 })
}
