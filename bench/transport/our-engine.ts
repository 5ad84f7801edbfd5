import 'reflect-metadata'
import { Controller, Module, UseFilters } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { EventPattern, Payload } from '@nestjs/microservices'
import { RethrowFilter, SqsServer, SqsTransportModule } from '../../libs/sqs-transport/src'
import { EngineInput } from './engine'
import { CAP, SLOTS } from './scenarios'

/** The transport as an application uses it: Nest with its pipeline, one controller. */
export async function startOurEngine(input: EngineInput): Promise<void> {
  @Controller()
  @UseFilters(RethrowFilter)
  class WorkController {
    @EventPattern('work')
    async handle(@Payload() body: string): Promise<void> {
      await input.work(body)
    }
  }

  @Module({
    imports: [
      SqsTransportModule.forRootAsync({
        useFactory: () => ({
          client: input.client,
          queues: [
            {
              name: 'bench',
              url: input.queueUrl,
              pattern: 'work',
              slots: SLOTS,
              maxMessagesPerReceive: CAP
            }
          ],
          onEvent: ({ type }) => {
            if (type === 'message_deleted') input.onDeleted()
          }
        })
      })
    ],
    controllers: [WorkController]
  })
  class BenchModule {}

  const app = await NestFactory.create(BenchModule, { logger: false })
  app.connectMicroservice({ strategy: app.get(SqsServer) }, { inheritAppConfig: true })
  await app.init()
  await app.startAllMicroservices()
}
