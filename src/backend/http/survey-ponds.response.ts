import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  ValidateIf,
  ValidateNested
} from 'class-validator'

/** More than three times the largest survey that is known. */
export const MOST_PONDS = 2_000

export class PondPropertiesResponse {
  @ValidateIf(({ PANS }: PondPropertiesResponse) => PANS !== null)
  @IsIn(['P', 'A', 'NS'])
  PANS!: 'P' | 'A' | 'NS' | null

  @IsOptional()
  @IsIn(['T', 'F'])
  TmpImp?: 'T' | 'F' | null
}

export class SurveyPondResponse {
  @Equals('Feature')
  type!: 'Feature'

  @IsObject()
  geometry!: object

  @IsObject()
  @ValidateNested()
  @Type(() => PondPropertiesResponse)
  properties!: PondPropertiesResponse
}

export class SurveyPondsResponse {
  @Equals('FeatureCollection')
  type!: 'FeatureCollection'

  @IsArray()
  @ArrayMaxSize(MOST_PONDS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => SurveyPondResponse)
  features!: SurveyPondResponse[]
}
