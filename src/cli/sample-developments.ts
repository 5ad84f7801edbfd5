import { readFile } from 'node:fs/promises'
import type { AreaGeometry, BoundarySrid } from '@nrf/geometry'

/** A surveyed pond as the backend gives it. */
interface SamplePond {
  readonly properties: { readonly PANS: 'P' | 'A' | 'NS'; readonly TmpImp: 'T' | 'F' }
  readonly geometry: AreaGeometry
}

/** One entry of samples/developments.json. */
export interface SampleDevelopment {
  readonly title: string
  /** How the job has to end; `out-of-scope` is a completed job whose outcome says so. */
  readonly expect: 'completed' | 'out-of-scope' | 'failed'
  /** Code that the backend is told; set exactly when the job has to fail. */
  readonly failureCode?: string
  /** Totals worked out by hand in samples/README.md. */
  readonly expected?: {
    readonly nitrogenTotalKgPerYear: number
    readonly phosphorusTotalKgPerYear: number
  }
  /** Of the newt assessment, worked out by hand in samples/README.md. */
  readonly expectedNewts?: { readonly habitatOnSiteHa: number; readonly ponds: number }
  /** Body of `GET /assessments/{reference}`. */
  readonly details: {
    readonly reference: string
    readonly email?: string
    readonly development: { readonly types: readonly string[]; readonly housingUnits: number }
    readonly assessmentTypes: readonly string[]
    readonly boundary: { readonly srid: BoundarySrid; readonly geometry: AreaGeometry }
    readonly surveyPonds?: { readonly features: readonly SamplePond[] }
    readonly [member: string]: unknown
  }
}

export async function readSampleDevelopments(file: string): Promise<SampleDevelopment[]> {
  const developments: SampleDevelopment[] = JSON.parse(await readFile(file, 'utf8'))
  return developments
}
