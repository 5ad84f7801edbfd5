import { Module, type DynamicModule } from '@nestjs/common'

type Token = symbol | (abstract new (...values: never[]) => unknown)

/** A global module of plain values, in place of the one that reads the configuration. */
export function globalValues(...values: readonly (readonly [token: Token, value: unknown])[]): DynamicModule {
  class GlobalValues {}
  Module({})(GlobalValues)
  const providers = values.map(([provide, useValue]) => ({ provide, useValue }))
  return { module: GlobalValues, global: true, providers, exports: values.map(([token]) => token) }
}
