import 'reflect-metadata'
import { Logger as NestLogger } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { MicroserviceOptions } from '@nestjs/microservices'
import { InvalidSqsTransportOptions, SqsServer } from '@nrf/sqs-transport'
import { Logger } from 'nestjs-pino'
import { AppModule } from './app.module'
import { SERVICE_OPTIONS, type ServiceOptions } from './config/config.tokens'
import { EXIT_CONFIGURATION, InvalidConfiguration } from './config/load-config'
import { logWarnings } from './log-warnings'
import { EventLog } from './observability/log-events'
import { stopOnSignal } from './stop-on-signal'

async function start(): Promise<void> {
  logWarnings(new NestLogger('process'))
  const app = await NestFactory.create(await AppModule.forEnvironment(process.env), {
    bufferLogs: true,
    bodyParser: false,
    abortOnError: false
  })
  app.useLogger(app.get(Logger))
  const service = app.get<ServiceOptions>(SERVICE_OPTIONS)
  const events = app.get(EventLog)
  stopOnSignal(app, { events, timeoutSeconds: service.gracefulShutdownTimeoutSeconds })
  app.connectMicroservice<MicroserviceOptions>({ strategy: app.get(SqsServer) }, { inheritAppConfig: true })
  await app.listen(service.port)
  await app.startAllMicroservices()
  events.info('worker_startup', {}, `Version ${service.version}, health on port ${service.port}`)
}

start().catch((error: unknown) => {
  const isConfiguration = error instanceof InvalidConfiguration || error instanceof InvalidSqsTransportOptions
  process.stderr.write(
    `${isConfiguration ? error.message : `The worker could not start: ${String(error)}`}\n`
  )
  process.exit(isConfiguration ? EXIT_CONFIGURATION : 1)
})
