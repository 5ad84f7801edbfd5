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
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested
} from 'class-validator'
import { DIGITS, EMAIL_ADDRESS, LONGEST_EMAIL, NO_CONTROL_CHARACTERS } from '../../text-rules'
import { isJsonObject } from './json-object'
import { SurveyPondsResponse } from './survey-ponds.response'

/** 32 bytes in base64. */
const SHA_256 = /^[A-Za-z0-9+/]{43}=$/

export class DevelopmentResponse {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @IsIn(['housing', 'other-residential'], { each: true })
  types!: string[]

  @IsInt()
  @Min(1)
  @Max(999_999)
  housingUnits!: number

  @IsOptional()
  @IsInt()
  @Min(1)
  peopleCount?: number
}

export class BoundaryResponse {
  @IsObject()
  geometry!: object

  @IsIn([27700, 4326])
  srid!: 27700 | 4326
}

/** A boundary file in the bucket of the service, in the words of the CDP Uploader. */
export class BoundaryFileResponse {
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  s3Bucket!: string

  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  s3Key!: string

  @IsOptional()
  @IsString()
  @MaxLength(1024)
  filename?: string

  @IsOptional()
  @IsInt()
  @Min(0)
  contentLength?: number

  @IsOptional()
  @Matches(SHA_256)
  checksumSha256?: string
}

/** A boundary without a geometry but with a key lies in S3. */
function isBoundaryFile(boundary: unknown): boolean {
  return isJsonObject(boundary) && !('geometry' in boundary) && 's3Key' in boundary
}

/** Body of `GET /assessments/{reference}`; members that are not named here are ignored. */
export class AssessmentDetailsResponse {
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  reference!: string

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  revision?: number

  @IsIn(['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED'])
  status!: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED'

  @IsOptional()
  @IsString()
  @MaxLength(64)
  submittedAt?: string

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(16)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(64, { each: true })
  assessmentTypes?: string[]

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_EMAIL)
  @Matches(EMAIL_ADDRESS)
  email?: string

  @IsOptional()
  @IsString()
  @MaxLength(500)
  @Matches(NO_CONTROL_CHARACTERS)
  developmentName?: string

  @IsOptional()
  @Matches(DIGITS)
  wasteWaterTreatmentWorksId?: string

  @IsObject()
  @ValidateNested()
  @Type(() => DevelopmentResponse)
  development!: DevelopmentResponse

  @IsObject()
  @ValidateNested()
  @Type((help) => (isBoundaryFile(help?.object['boundary']) ? BoundaryFileResponse : BoundaryResponse))
  boundary!: BoundaryResponse | BoundaryFileResponse

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SurveyPondsResponse)
  surveyPonds?: SurveyPondsResponse
}
