import {
  CallHandler,
  CanActivate,
  Catch,
  Controller,
  ExecutionContext,
  Injectable,
  NestInterceptor,
  ParseIntPipe,
  Type,
  UseFilters,
  UseGuards,
  UseInterceptors
} from '@nestjs/common'
import { Ctx, EventPattern, Payload } from '@nestjs/microservices'
import { Observable, tap } from 'rxjs'
import { DeadLetterSoon, Release, RetryLater } from './failure'
import { RethrowFilter } from './rethrow.filter'
import { SqsContext } from './sqs.context'
import { SqsTransportOptions } from './sqs-transport.options'
import { FauxqsProcess } from './testing/fauxqs-process'
import { aQueue, TransportApp, until } from './testing/transport-app'
import { untilAborted, WorkController } from './testing/work.controller'

let sqs: FauxqsProcess
let running: TransportApp | undefined
let queueNumber = 0

const freshName = (): string => `queue-${(queueNumber += 1)}`

async function start(
  queues: SqsTransportOptions['queues'],
  options: Partial<SqsTransportOptions> = {},
  controllers: Type[] = [WorkController]
): Promise<TransportApp> {
  running = await TransportApp.start({ client: sqs.client, queues, ...options }, controllers)
  return running
}

beforeAll(async () => {
  sqs = await FauxqsProcess.start()
})

afterAll(async () => {
  await sqs.stop()
})

afterEach(async () => {
  await running?.app.close()
  running = undefined
})

describe('the pipeline', () => {
  const steps: string[] = []

  @Injectable()
  class NoteGuard implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      steps.push(`guard ${context.getType()} ${context.switchToRpc().getContext<SqsContext>().queueName}`)
      return true
    }
  }

  @Injectable()
  class NoteInterceptor implements NestInterceptor {
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      steps.push('before')
      return next.handle().pipe(tap(() => steps.push('after')))
    }
  }

  @Catch()
  class NoteFilter extends RethrowFilter {
    override catch(error: unknown): Observable<never> {
      steps.push(`filter ${error instanceof Error ? error.message : typeof error}`)
      return super.catch(error)
    }
  }

  @Controller()
  @UseGuards(NoteGuard)
  @UseInterceptors(NoteInterceptor)
  @UseFilters(NoteFilter)
  class CountController {
    @EventPattern('count')
    handle(@Payload(ParseIntPipe) count: number, @Ctx() context: SqsContext): void {
      steps.push(`handler ${typeof count} ${count}`)
      if (context.receiveCount < 2 && count === 13) throw new RetryLater({ delaySeconds: 0 })
    }
  }

  beforeEach(() => steps.splice(0))

  it('runs guard, interceptor, pipe and handler in the order of Nest and deletes the message', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    await sqs.send(name, '7')
    const app = await start([aQueue({ url, pattern: 'count' })], {}, [CountController])
    await app.untilEvent('message_deleted')
    expect(steps).toEqual(['guard rpc jobs', 'before', 'handler number 7', 'after'])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })

  it('shows the original error to the filter and settles by it', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    await sqs.send(name, '13')
    const app = await start([aQueue({ url, pattern: 'count' })], {}, [CountController])
    await app.untilEvent('message_deleted')
    expect(steps).toContain('filter The message is retried in 0 s')
    expect(app.of('message_retry_scheduled')).toMatchObject([{ receiveCount: 1, delaySeconds: 0 }])
    expect(app.of('message_deleted')).toMatchObject([{ receiveCount: 2 }])
  })

  it('does not run the handler when a pipe refuses the payload', async () => {
    const name = freshName()
    const url = await sqs.createQueueWithDeadLetters(name, 1)
    await sqs.send(name, 'many')
    const app = await start([aQueue({ url, pattern: 'count' })], {}, [CountController])
    await app.untilEvent('message_retry_scheduled')
    expect(steps).toEqual([
      'guard rpc jobs',
      'before',
      'filter Validation failed (numeric string is expected)'
    ])
    await until(async () => (await sqs.depth(`${name}-dlq`)).visible === 1, 'the dead letter')
  })

  it('runs the handler inside the hooks of the server', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const app = await TransportApp.build(
      { client: sqs.client, queues: [aQueue({ url, pattern: 'count' })] },
      [CountController]
    )
    running = app
    // A hook that, like many, does not return the promise of what it runs.
    app.server.setOnProcessingStartHook((_transport, _context, done) => {
      steps.push('start hook')
      setImmediate(() => void done())
    })
    app.server.setOnProcessingEndHook(() => steps.push('end hook'))
    await app.listen()
    await sqs.send(name, '1')
    await app.untilEvent('message_deleted')
    expect(steps).toEqual(['start hook', 'guard rpc jobs', 'before', 'handler number 1', 'after', 'end hook'])
  })
})

describe('the context', () => {
  it('carries everything that SQS says about the message', async () => {
    const name = freshName()
    const url = await sqs.createQueueWithDeadLetters(name, 3)
    const seen: SqsContext[] = []
    WorkController.does(async (_body, context) => void seen.push(context))
    const messageId = await sqs.send(name, 'Straße', {
      CorrelationId: { DataType: 'String', StringValue: 'abc' }
    })
    const app = await start([aQueue({ url })])
    await app.untilEvent('message_deleted')
    const [context] = seen
    expect(context).toBeInstanceOf(SqsContext)
    expect(context).toMatchObject({
      queueName: 'jobs',
      messageId,
      receiveCount: 1,
      maxReceiveCount: 3,
      bodyBytes: 7
    })
    expect(context.isLastReceive).toBe(false)
    expect(context.attributes.get('CorrelationId')).toBe('abc')
    expect(Math.abs(context.sentAt!.getTime() - Date.now())).toBeLessThan(60_000)
    expect(context.signal.aborted).toBe(false)
  })
})

describe('settlement', () => {
  it('hides a message for the delay that RetryLater asks for', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does(async () => {
      throw new RetryLater({ delaySeconds: 300, cause: new Error('busy') })
    })
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url })])
    await app.untilEvent('message_retry_scheduled')
    expect(app.of('message_retry_scheduled')).toMatchObject([
      { delaySeconds: 300, error: { cause: new Error('busy') } }
    ])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 1 })
  })

  it('retries any other error with the back-off and moves the message to the dead-letter queue in the end', async () => {
    const name = freshName()
    const url = await sqs.createQueueWithDeadLetters(name, 2)
    const lastReceives: boolean[] = []
    WorkController.does(async (_body, context) => {
      lastReceives.push(context.isLastReceive)
      throw new TypeError('bug')
    })
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url })])
    await until(async () => (await sqs.depth(`${name}-dlq`)).visible === 1, 'the dead letter')
    expect(lastReceives).toEqual([false, true])
    expect(app.of('message_retry_scheduled')).toMatchObject([{ delaySeconds: 1 }, { delaySeconds: 1 }])
    expect(app.server.getStatus().queues[0]).toMatchObject({
      failedCount: 2,
      processedCount: 0,
      slotsBusy: 0
    })
  })

  it('uses up the receives of a DeadLetterSoon at once', async () => {
    const name = freshName()
    const url = await sqs.createQueueWithDeadLetters(name, 3)
    WorkController.does(async () => {
      throw new DeadLetterSoon({ cause: new Error('unreadable') })
    })
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url })])
    await until(async () => (await sqs.depth(`${name}-dlq`)).visible === 1, 'the dead letter')
    expect(app.of('message_dead_letter_soon').map(({ receiveCount }) => receiveCount)).toEqual([1, 2, 3])
    expect(app.of('message_duplicate')).toEqual([])
  })

  it('gives a message back at once on Release', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does(async (_body, context) => {
      if (context.receiveCount === 1) throw new Release()
    })
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url })])
    await app.untilEvent('message_deleted')
    expect(app.of('message_released')).toMatchObject([{ reason: 'requested', receiveCount: 1 }])
    expect(app.of('message_deleted')).toMatchObject([{ receiveCount: 2 }])
  })

  it('aborts the signal at the deadline of the handler and settles by what it throws', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does((_body, context) => untilAborted(context))
    await sqs.send(name, 'a')
    const app = await start([
      aQueue({ url, handlerDeadlineSeconds: 0.2, retryBackOff: { baseSeconds: 60, capSeconds: 60 } })
    ])
    await app.untilEvent('message_retry_scheduled')
    expect(app.of('handler_deadline_exceeded')).toMatchObject([{ deadlineSeconds: 0.2 }])
    expect(app.of('message_retry_scheduled')[0].error).toMatchObject({
      name: 'HandlerAborted',
      reason: 'deadline'
    })
  })

  it('goes on when the event listener throws', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does(async () => undefined)
    const onEvent = (): void => {
      throw new Error('listener fault')
    }
    await sqs.send(name, 'a')
    await sqs.send(name, 'b')
    const app = await start([aQueue({ url })], { onEvent })
    expect(await app.untilEvent('message_deleted', 2)).toHaveLength(2)
  })
})
