import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator'
import { DIGITS, EMAIL_ADDRESS, LONGEST_EMAIL, NO_CONTROL_CHARACTERS } from '../../text-rules'
import type { FieldNames } from './field-names'
import { REFERENCE_FIELDS, ReferenceMessage } from './reference.message'

/** What a message that brings its own details says about the development. */
export abstract class SubmissionMessage extends ReferenceMessage {
  /** Required: a missing number is an error and never counts as 0. */
  @IsInt()
  @Min(1)
  @Max(999_999)
  housingUnits!: number

  @IsOptional()
  @IsString()
  @MaxLength(500)
  @Matches(NO_CONTROL_CHARACTERS, { message: '$property holds a control character' })
  developmentName?: string

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_EMAIL)
  @Matches(EMAIL_ADDRESS, { message: '$property is not a plain e-mail address' })
  email?: string
}

/** Identifier of a treatment works, as applicants name it. */
export const WorksId = (): PropertyDecorator =>
  Matches(DIGITS, { message: '$property has to be 1 to 12 digits' })

export const SUBMISSION_FIELDS = {
  ...REFERENCE_FIELDS,
  housingUnits: ['housingUnits', 'residentialBuildingCount', 'number_of_dwellings'],
  developmentName: ['developmentName', 'development_name'],
  email: ['email', 'developer_email']
} as const satisfies FieldNames
