import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength
} from 'class-validator'
import type { FieldNames } from './field-names'

const LONGEST_TYPE = 64
const LONGEST_TRACE_ID = 128

/** A message that names an assessment; everything else is fetched from the backend. */
export class ReferenceMessage {
  @IsString()
  reference!: string

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(LONGEST_TYPE, { each: true })
  assessmentTypes?: string[]

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  revision?: number

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_TRACE_ID)
  traceId?: string
}

export const REFERENCE_NAMES: readonly string[] = ['reference', 'job_id', 'quote_id', 'application_id']

export const REFERENCE_FIELDS = {
  reference: REFERENCE_NAMES,
  assessmentTypes: ['assessmentTypes', 'assessment_type'],
  revision: ['revision'],
  traceId: ['traceId']
} as const satisfies FieldNames
