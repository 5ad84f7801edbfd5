import { BoundaryFiles } from './boundary-files'
import { UploadsDisabled } from './upload.failures'

/** Where no bucket is configured. */
export class NoBoundaryFiles extends BoundaryFiles {
  read(): Promise<never> {
    return Promise.reject(new UploadsDisabled())
  }
}
