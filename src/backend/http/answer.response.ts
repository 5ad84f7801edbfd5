import { IsBoolean, IsOptional, IsString, Matches } from 'class-validator'

/** Body of a 409 that answers a result. One of the two members says that the backend holds the same result. */
export class ConflictResponse {
  @IsOptional()
  @IsBoolean()
  identical?: boolean

  @IsOptional()
  @Matches(/^[0-9a-f]{64}$/)
  digest?: string
}

/** Body that explains a refusal. */
export class RefusalResponse {
  @IsOptional()
  @IsString()
  message?: string
}
