import { readFile } from 'node:fs/promises'
import type { AreaGeometry, BoundarySrid } from '@nrf/geometry'

/** One entry of samples/developments.json. */
export interface SampleDevelopment {
  readonly title: string
  /** How the job has to end; `out-of-scope` is a completed job whose nutrient outcome says so. */
  readonly expect: 'completed' | 'out-of-scope' | 'failed'
  /** Code that the backend is told; set exactly when the job has to fail. */
  readonly failureCode?: string
  /** Totals worked out by hand in samples/README.md. */
  readonly expected?: {
    readonly nitrogenTotalKgPerYear: number
    readonly phosphorusTotalKgPerYear: number
  }
  /** Body of `GET /assessments/{reference}`. */
  readonly details: {
    readonly reference: string
    readonly email?: string
    readonly development: { readonly types: readonly string[]; readonly housingUnits: number }
    readonly assessmentTypes: readonly string[]
    readonly boundary: { readonly srid: BoundarySrid; readonly geometry: AreaGeometry }
    readonly [member: string]: unknown
  }
}

export async function readSampleDevelopments(file: string): Promise<SampleDevelopment[]> {
  const developments: SampleDevelopment[] = JSON.parse(await readFile(file, 'utf8'))
  return developments
}
