import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT, SAMPLES } from './project-root'

const ASSESSMENTS = join(PROJECT_ROOT, 'src', 'assessments')

/**
 * File with sample rows of a layer: in the `samples` folder of the assessment that declares it, else in the sample
 * district.
 */
export function sampleFileOf({ name }: { readonly name: string }): string {
  const own = existsSync(ASSESSMENTS) ? readdirSync(ASSESSMENTS).map(samplesOf) : []
  const folders = [...own, join(SAMPLES, 'layers'), join(SAMPLES, 'lookups')]
  const candidates = folders.flatMap((folder) =>
    ['geojson', 'csv'].map((end) => join(folder, `${name}.${end}`))
  )
  const file = candidates.find((candidate) => existsSync(candidate))
  if (file !== undefined) return file
  throw new Error(
    `No sample of the layer "${name}": put ${name}.geojson or ${name}.csv into samples/ of the assessment's folder`
  )
}

const samplesOf = (assessment: string): string => join(ASSESSMENTS, assessment, 'samples')
