import { INestApplication, Type } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { SqsServer } from '../sqs.server'
import { SqsTransportEvent } from '../sqs-transport.events'
import { SqsTransportModule } from '../sqs-transport.module'
import { SqsQueueOptions, SqsTransportOptions } from '../sqs-transport.options'

type EventOf<T extends SqsTransportEvent['type']> = Extract<SqsTransportEvent, { type: T }>

/** A real Nest application on the transport, with everything it reports. */
export class TransportApp {
  readonly events: SqsTransportEvent[] = []
  server!: SqsServer
  app!: INestApplication

  /** Builds the application; nothing is received yet. */
  static async build(options: SqsTransportOptions, controllers: Type[]): Promise<TransportApp> {
    const built = new TransportApp()
    const onEvent: SqsTransportOptions['onEvent'] = (event) => {
      built.events.push(event)
      return options.onEvent?.(event)
    }
    const moduleRef = await Test.createTestingModule({
      imports: [SqsTransportModule.forRootAsync({ useFactory: () => ({ ...options, onEvent }) })],
      controllers
    }).compile()
    built.app = moduleRef.createNestApplication({ logger: false })
    built.server = built.app.get(SqsServer)
    return built
  }

  static async start(options: SqsTransportOptions, controllers: Type[]): Promise<TransportApp> {
    const built = await TransportApp.build(options, controllers)
    await built.listen()
    return built
  }

  async listen(): Promise<void> {
    this.app.connectMicroservice({ strategy: this.server }, { inheritAppConfig: true })
    await this.app.init()
    await this.app.startAllMicroservices()
  }

  of<T extends SqsTransportEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type)
  }

  async untilEvent<T extends SqsTransportEvent['type']>(type: T, count = 1): Promise<EventOf<T>[]> {
    await until(() => this.of(type).length >= count, `${count} × ${type}`)
    return this.of(type)
  }
}

/** A queue for tests: short times, one slot, pattern `work`. */
export function aQueue(queue: Partial<SqsQueueOptions> & Pick<SqsQueueOptions, 'url'>): SqsQueueOptions {
  return {
    name: 'jobs',
    pattern: 'work',
    slots: 1,
    waitTimeSeconds: 1,
    visibilityTimeoutSeconds: 30,
    retryBackOff: { baseSeconds: 1, capSeconds: 1 },
    ...queue
  }
}

/** Waits until the condition holds. The limit is a guard against hanging, not a measurement. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  limitMs = 20_000
): Promise<void> {
  const endsAt = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > endsAt) throw new Error(`Waited ${limitMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
