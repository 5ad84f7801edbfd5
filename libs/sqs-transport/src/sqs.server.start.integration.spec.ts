import { SQSClient } from '@aws-sdk/client-sqs'
import { Controller } from '@nestjs/common'
import { EventPattern } from '@nestjs/microservices'
import { InvalidSqsTransportOptions } from './sqs-transport.options'
import { FauxqsProcess } from './testing/fauxqs-process'
import { aQueue, TransportApp } from './testing/transport-app'
import { WorkController } from './testing/work.controller'

@Controller()
class SecondController {
  @EventPattern('work')
  handle(): void {
    WorkController.does(async () => undefined)
  }
}

let sqs: FauxqsProcess
let url: string

beforeAll(async () => {
  sqs = await FauxqsProcess.start()
  url = await sqs.createQueue('jobs')
})

afterAll(async () => {
  await sqs.stop()
})

describe('the start', () => {
  it('is refused when two handlers claim one pattern', async () => {
    const built = await TransportApp.build({ client: sqs.client, queues: [aQueue({ url })] }, [
      WorkController,
      SecondController
    ])
    await expect(built.listen()).rejects.toThrow('two handlers claim the pattern "work"')
    await built.app.close()
  })

  it('is refused when a queue has no handler', async () => {
    const queues = [aQueue({ url }), aQueue({ url, name: 'orders', pattern: 'order' })]
    const built = await TransportApp.build({ client: sqs.client, queues }, [WorkController])
    await expect(built.listen()).rejects.toThrow('queue "orders": no handler for "order"')
    expect(built.server.getStatus().queues.map(({ isPolling }) => isPolling)).toEqual([false, false])
    await built.app.close()
  })

  it('is refused with every fault of the options', async () => {
    const queues = [aQueue({ url, slots: 0, waitTimeSeconds: 21 })]
    await expect(TransportApp.build({ client: sqs.client, queues }, [WorkController])).rejects.toThrow(
      new InvalidSqsTransportOptions([
        'queue "jobs": slots must be a whole number from 1',
        'queue "jobs": waitTimeSeconds must be a whole number from 0 to 20'
      ])
    )
  })

  it('receives nothing before the providers are initialised, even if the transport already listens', async () => {
    const built = await TransportApp.build({ client: sqs.client, queues: [aQueue({ url })] }, [
      WorkController
    ])
    built.app.connectMicroservice({ strategy: built.server }, { inheritAppConfig: true })
    await built.app.startAllMicroservices()
    expect(built.server.getStatus().queues[0].isPolling).toBe(false)
    await built.app.init()
    expect(built.server.getStatus().queues[0].isPolling).toBe(true)
    await built.app.close()
  })

  it('receives nothing before the transport listens', async () => {
    const built = await TransportApp.build({ client: sqs.client, queues: [aQueue({ url })] }, [
      WorkController
    ])
    await built.app.init()
    expect(built.server.getStatus().queues[0].isPolling).toBe(false)
    await built.app.close()
  })

  it('is refused for a missing queue when the options say so, and names it', async () => {
    const queues = [aQueue({ url }), aQueue({ url: sqs.urlOf('nowhere'), name: 'orders' })]
    const options = { client: sqs.client, queues, missingQueue: 'refuse' as const }
    const built = await TransportApp.build(options, [WorkController])
    await expect(built.listen()).rejects.toThrow(
      `queue "orders": SQS knows no queue at ${sqs.urlOf('nowhere')}`
    )
    expect(built.server.getStatus().queues.map(({ isPolling }) => isPolling)).toEqual([false, false])
    await built.app.close()
  })

  it('is refused for a queue in another region than the client', async () => {
    const client = new SQSClient({ region: 'eu-west-2' })
    const queues = [aQueue({ url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs' })]
    const built = await TransportApp.build({ client, queues }, [WorkController])
    await expect(built.listen()).rejects.toThrow(
      'queue "jobs": its url is in eu-west-1, the client in eu-west-2; both must be the same'
    )
    await built.app.close()
  })

  it('succeeds with a way to make a client alone, which the drain destroys', async () => {
    const made: SQSClient[] = []
    const createClient = (): SQSClient => {
      const client = sqs.clientWith({})
      made.push(client)
      return client
    }
    const started = await TransportApp.start({ createClient, queues: [aQueue({ url })] }, [WorkController])
    await started.untilEvent('poll_completed')
    const destroy = jest.spyOn(made[0], 'destroy')
    await started.app.close()
    expect(made).toHaveLength(1)
    expect(destroy).toHaveBeenCalledTimes(1)
  })
})
