import { Type } from 'class-transformer'
import {
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested
} from 'class-validator'

/** Literal text of the quotes contract, capital I included, although the amounts are kilograms per year. */
export const QUOTES_UNIT = 'mg/I TP'

export class BandBody {
  @IsInt()
  @Min(1)
  @Max(4)
  min!: number

  @IsInt()
  @Min(1)
  @Max(4)
  max!: number
}

export class AmountBody {
  @IsNumber({ maxDecimalPlaces: 2 })
  amount!: number

  @IsIn([QUOTES_UNIT])
  unit!: typeof QUOTES_UNIT

  @IsDefined()
  @ValidateNested()
  @Type(() => BandBody)
  band!: BandBody
}

export class EdpImpactBody {
  @IsDefined()
  @ValidateNested()
  @Type(() => AmountBody)
  nitrogenTotal!: AmountBody

  @IsDefined()
  @ValidateNested()
  @Type(() => AmountBody)
  phosphorusTotal!: AmountBody
}

export class LevyBody {
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  min!: number

  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  max!: number
}

export class EdpBody {
  @Matches(/^[0-9]+$/)
  edpId!: string

  @IsString()
  edpName!: string

  @IsIn(['NUTRIENT'])
  edpType!: 'NUTRIENT'

  @IsDefined()
  @ValidateNested()
  @Type(() => EdpImpactBody)
  impact!: EdpImpactBody

  @IsDefined()
  @ValidateNested()
  @Type(() => LevyBody)
  levyGbp!: LevyBody
}

/** Body of `PATCH /quotes/{reference}`, version 2 of that contract. */
export class QuotesRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => EdpBody)
  edps!: readonly EdpBody[]
}
