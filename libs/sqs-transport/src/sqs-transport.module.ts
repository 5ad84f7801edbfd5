import { DynamicModule, Module, ModuleMetadata } from '@nestjs/common'
import { FactoryProvider } from '@nestjs/common/interfaces'
import { SQS_TRANSPORT_OPTIONS, SqsServer } from './sqs.server'
import { SqsTransportOptions } from './sqs-transport.options'

export interface SqsTransportModuleOptions {
  readonly imports?: ModuleMetadata['imports']
  readonly inject?: FactoryProvider['inject']
  // Nest's own type of a factory: its arguments are whatever `inject` names.
  readonly useFactory: FactoryProvider<SqsTransportOptions>['useFactory']
}

/** Provides `SqsServer` to the whole application. Import it once, in the root module. */
@Module({})
export class SqsTransportModule {
  /** Builds the options from injected providers. */
  static forRootAsync({ imports, inject, useFactory }: SqsTransportModuleOptions): DynamicModule {
    return {
      module: SqsTransportModule,
      global: true,
      imports,
      providers: [{ provide: SQS_TRANSPORT_OPTIONS, inject, useFactory }, SqsServer],
      exports: [SqsServer]
    }
  }
}
