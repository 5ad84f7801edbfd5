import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength
} from 'class-validator'
import { NO_CONTROL_CHARACTERS } from '../../text-rules'
import type { FieldNames } from './field-names'
import { SUBMISSION_FIELDS, SubmissionMessage } from './submission.message'

/** A time of this or the last century that says its zone. */
const TIME_WITH_ZONE = /^(?:19|20)\d\d-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)$/
/** No segment `..`, no slash in front. */
const PLAIN_PATH = /^(?!\/)(?!(?:[^/]*\/)*\.\.(?:\/|$))\P{Cc}+$/u

/** A form with its boundary in a file (M1). */
export class FileMessage extends SubmissionMessage {
  /** Key in the bucket of the service, or `s3://bucket/key` of that bucket. */
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  @Matches(PLAIN_PATH, { message: '$property has to be a path without .. and without a slash in front' })
  inputKey!: string

  @IsOptional()
  @IsString()
  @MinLength(3)
  @MaxLength(63)
  bucket?: string

  /** Name that the applicant gave the file; it decides the format where the key has no ending. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  filename?: string

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  sizeBytes?: number

  /** SHA-256 of the file in base64. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9+/]{43}=$/, { message: '$property has to be a SHA-256 in base64' })
  checksumSha256?: string

  /** Free text; absent, it is housing. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(64, { each: true })
  @Matches(NO_CONTROL_CHARACTERS, { each: true, message: '$property holds a control character' })
  dwellingType?: string[]

  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(TIME_WITH_ZONE, { message: '$property has to be a time with its zone, as 2026-01-12T09:30:00Z' })
  submittedAt?: string
}

export const FILE_KEY_NAMES: readonly string[] = ['s3_input_key', 's3_key', 's3_file_path']

export const FILE_FIELDS = {
  ...SUBMISSION_FIELDS,
  inputKey: FILE_KEY_NAMES,
  bucket: ['s3_bucket'],
  filename: ['filename'],
  sizeBytes: ['file_size_bytes'],
  checksumSha256: ['checksum_sha256'],
  dwellingType: ['dwelling_type'],
  submittedAt: ['submitted_at']
} as const satisfies FieldNames
