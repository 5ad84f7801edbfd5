import { Type } from 'class-transformer'
import {
  Allow,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested
} from 'class-validator'
import type { FailureCode } from '../../failures/failure-codes'
import type { Json } from '../../assessments/assessment-outcome'
import type { AssessmentProfile } from '../../config/config.tokens'

const isNotNull = (_owner: object, value: unknown): boolean => value !== null

export class ScopeBody {
  @IsIn(['in-scope', 'out-of-scope'])
  status!: 'in-scope' | 'out-of-scope'

  @IsOptional()
  @IsString()
  reason?: string
}

export class FigureBody {
  @Matches(/^[a-z][A-Za-z0-9]*$/)
  name!: string

  @IsString()
  label!: string

  @ValidateIf(isNotNull)
  @IsNumber()
  value!: number | null

  @IsString()
  unit!: string
}

export class ImpactBody {
  @IsString()
  @MinLength(1)
  id!: string

  @IsString()
  name!: string

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FigureBody)
  figures!: readonly FigureBody[]
}

export class FindingBody {
  @IsString()
  @MinLength(1)
  code!: string

  @IsString()
  @MinLength(1)
  message!: string
}

export class LayerProvenanceBody {
  @IsString()
  @MinLength(1)
  layer!: string

  @IsInt()
  @Min(0)
  version!: number

  @IsISO8601()
  loadedAt!: string
}

export class EngineBody {
  @IsString()
  postgis!: string

  @IsString()
  geos!: string

  @IsString()
  proj!: string
}

export class ProvenanceBody {
  @IsString()
  serviceVersion!: string

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => LayerProvenanceBody)
  layers!: readonly LayerProvenanceBody[]

  @IsDefined()
  @ValidateNested()
  @Type(() => EngineBody)
  engine!: EngineBody

  @Matches(/^[0-9a-f]{64}$/)
  boundaryDigest!: string

  @IsIn(['corrected', 'production'])
  profile!: AssessmentProfile
}

export class OutcomeBody {
  @IsString()
  @MinLength(1)
  type!: string

  @IsInt()
  @Min(1)
  assessmentVersion!: number

  @IsDefined()
  @ValidateNested()
  @Type(() => ScopeBody)
  scope!: ScopeBody

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ImpactBody)
  impacts!: readonly ImpactBody[]

  @ValidateIf(isNotNull)
  @IsObject()
  summary!: { readonly [column: string]: Json } | null

  @Allow()
  evidence!: Json

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => FindingBody)
  findings!: readonly FindingBody[]

  @IsDefined()
  @ValidateNested()
  @Type(() => ProvenanceBody)
  provenance!: ProvenanceBody
}

/** A code of the service; or, with a colon, one that an assessment has declared. */
const CODE_FORM = /^[a-z][a-z0-9_-]*(:[a-z_]+)?$/

export class ResultErrorBody {
  @Matches(CODE_FORM)
  code!: FailureCode

  @IsString()
  @MinLength(1)
  message!: string
}

/** Body of `POST /assessments/{reference}/results`. */
export class ResultsRequest {
  @IsIn([1])
  schemaVersion!: 1

  @IsString()
  @MinLength(1)
  reference!: string

  @IsInt()
  @Min(1)
  revision!: number

  @IsIn(['COMPLETED', 'FAILED'])
  status!: 'COMPLETED' | 'FAILED'

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => OutcomeBody)
  outcomes!: readonly OutcomeBody[]

  @IsOptional()
  @ValidateNested()
  @Type(() => ResultErrorBody)
  error?: ResultErrorBody
}
