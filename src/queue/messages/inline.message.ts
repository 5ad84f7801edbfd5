import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested
} from 'class-validator'
import type { FieldNames } from './field-names'
import { SUBMISSION_FIELDS, SubmissionMessage, WorksId } from './submission.message'

export class IntersectingEdp {
  @IsString()
  @MinLength(1)
  @MaxLength(1000)
  label!: string
}

export class InlineBoundary {
  /** Read by the rules for boundaries; EPSG:27700 unless it declares another system. */
  @IsObject()
  boundaryGeometryOriginal!: object

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => IntersectingEdp)
  intersectingEdps?: IntersectingEdp[]
}

/** A quote with its boundary, in all the shapes in which they were sent (M2 to M6). */
export class InlineMessage extends SubmissionMessage {
  @IsObject()
  @ValidateNested()
  @Type(() => InlineBoundary)
  boundaryGeojson!: InlineBoundary

  /** The first one names the category; absent, it is housing. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsIn(['housing', 'other-residential'], { each: true })
  developmentTypes?: string[]

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9_999_999)
  peopleCount?: number

  @IsOptional()
  @WorksId()
  wasteWaterTreatmentWorksId?: string
}

export const INLINE_FIELDS = {
  ...SUBMISSION_FIELDS,
  boundaryGeojson: ['boundaryGeojson'],
  developmentTypes: ['developmentTypes'],
  peopleCount: ['peopleCount'],
  wasteWaterTreatmentWorksId: ['wasteWaterTreatmentWorksId']
} as const satisfies FieldNames
