import { join } from 'node:path'
import { readSampleDevelopments, type SampleDevelopment } from '../../src/cli/sample-developments'

const FOLDER = join(__dirname, '../../samples')

/** The sample developments by their references. */
export class SampleDistrict {
  private constructor(readonly developments: readonly SampleDevelopment[]) {}

  static async read(): Promise<SampleDistrict> {
    return new SampleDistrict(await readSampleDevelopments(join(FOLDER, 'developments.json')))
  }

  /** Details of a sample development, under another reference when one is given. */
  details(sample: string, reference = sample): SampleDevelopment['details'] {
    const found = this.developments.find(({ details }) => details.reference === sample)
    if (found === undefined) throw new Error(`There is no sample development ${sample}`)
    return { ...found.details, reference }
  }
}
