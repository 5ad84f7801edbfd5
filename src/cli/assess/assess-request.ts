import type { AssessmentProfile } from '../../config/config.tokens'
import type { RegisteredAssessment } from '../../assessments/assessment.registry'
import { PUBLISHED_TABLES } from './published-columns'

export const FORMATS = ['csv', 'json', 'geojson'] as const
type Format = (typeof FORMATS)[number]

export interface AssessRequest {
  readonly file: string
  readonly type: string
  /** Feature table of a GeoPackage. */
  readonly layer?: string
  readonly ponds?: string
  /** Split the tables by EDP too. */
  readonly edpSplit?: boolean
  readonly profile?: AssessmentProfile
  readonly dwellings?: number
  readonly format?: Format
  readonly out?: string
  /** Where finished sites are kept until the run is over. */
  readonly journal?: string
}

/** Options that do not go together. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WrongUsage'
  }
}

/** Where a site has a row or, when its results are tables, a folder of its own. */
export interface ResultShape {
  readonly format: Format
  readonly isTables: boolean
}

/** @throws WrongUsage */
export function resultShapeOf(request: AssessRequest, registered: RegisteredAssessment): ResultShape {
  const format = request.format ?? formatByName(request.out) ?? 'csv'
  const isTables = format === 'csv' && PUBLISHED_TABLES[registered.declaration.type] !== undefined
  const fault = faultOf(request, registered, { format, isTables })
  if (fault !== undefined) throw new WrongUsage(fault)
  return { format, isTables }
}

function faultOf(
  request: AssessRequest,
  { declaration, assessment }: RegisteredAssessment,
  { format, isTables }: ResultShape
): string | undefined {
  const { out, ponds, type } = request
  if (isTables && out === undefined)
    return `the CSV tables of ${type} go to a folder: name it with --out, or use --format json`
  if (format === 'geojson' && assessment.mapFeatures === undefined)
    return `${type} has no shapes for --format geojson; use csv or json`
  if (ponds !== undefined && declaration.joinsSitesOfFile !== true) return `--ponds is not for ${type}`
  const unknown = extrasOf(request).find((extra) => declaration.extras?.[extra] === undefined)
  return unknown === undefined ? undefined : `--${unknown} is not for ${type}`
}

/** What the assessment is asked to work out besides; the option of each has its name. */
export function extrasOf({ edpSplit = false }: AssessRequest): string[] {
  return edpSplit ? ['edp-split'] : []
}

function formatByName(out: string | undefined): Format | undefined {
  const extension = /\.([a-z]+)$/i.exec(out ?? '')?.[1].toLowerCase()
  return FORMATS.find((format) => format === extension)
}
