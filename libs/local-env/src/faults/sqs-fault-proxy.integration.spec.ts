import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message
} from '@aws-sdk/client-sqs'
import { startQueues, type LocalQueue, type LocalQueues } from '../queues/local-queues'
import { SeededNumbers } from './seeded-numbers'
import type { SqsFault } from './sqs-fault'
import { SqsFaultProxy, type SqsObservation } from './sqs-fault-proxy'

describe('the proxy before SQS', () => {
  let queues: LocalQueues
  let queue: LocalQueue
  let proxy: SqsFaultProxy
  let client: SQSClient
  let seen: SqsObservation[]
  let number = 0

  beforeAll(async () => {
    queues = await startQueues()
  })
  afterAll(() => queues.stop())

  beforeEach(async () => {
    number += 1
    queue = await queues.createQueue(`faults-${number}`, { visibilityTimeoutSeconds: 30 })
    proxy = await SqsFaultProxy.before(queues.endpoint)
    seen = []
    proxy.observe((observation) => seen.push(observation))
    client = new SQSClient({
      endpoint: proxy.endpoint,
      region: queues.region,
      credentials: queues.credentials,
      maxAttempts: 1
    })
  })
  afterEach(async () => {
    client.destroy()
    await proxy.stop()
  })

  const url = () => proxy.queueUrl(queue.url)
  const send = async (body = '{}') =>
    (await client.send(new SendMessageCommand({ QueueUrl: url(), MessageBody: body }))).MessageId!
  const receive = async (signal?: AbortSignal): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: url(),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['ApproximateReceiveCount']
    })
    return (await client.send(command, { abortSignal: signal })).Messages ?? []
  }
  const remove = (ReceiptHandle = '') =>
    client.send(new DeleteMessageCommand({ QueueUrl: url(), ReceiptHandle }))
  const inFlight = async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url(), AttributeNames: ['All'] })
    return Number((await client.send(command)).Attributes?.ApproximateNumberOfMessagesNotVisible)
  }

  it('changes nothing without a rule', async () => {
    const messageId = await send('{"a":1}')
    const [message] = await receive()
    expect(message).toMatchObject({ MessageId: messageId, Body: '{"a":1}' })
    await remove(message.ReceiptHandle)
    expect(await inFlight()).toBe(0)
    const { accessKeyId } = queues.credentials
    expect(seen).toContainEqual({
      phase: 'arrived',
      action: 'DeleteMessage',
      client: accessKeyId,
      messageIds: [messageId]
    })
    expect(seen).toContainEqual({
      phase: 'answered',
      action: 'ReceiveMessage',
      client: accessKeyId,
      messageIds: [messageId],
      status: 200
    })
  })

  it.each<[SqsFault, RegExp]>([
    [{ kind: 'error', code: 'AccessDenied' }, /^AccessDenied on request$/],
    [{ kind: 'error', code: 'ServiceUnavailable' }, /^ServiceUnavailable on request$/],
    [{ kind: 'drop' }, /socket hang up|ECONNRESET/],
    [{ kind: 'truncate' }, /JSON/]
  ])('fails a receive by %j, once', async (fault, message) => {
    proxy.add({ action: 'ReceiveMessage', fault })
    await expect(receive()).rejects.toThrow(message)
    expect(await receive()).toEqual([])
  })

  it('hands out bodies that do not match their checksums', async () => {
    await send()
    proxy.add({ action: 'ReceiveMessage', fault: { kind: 'wrong-md5' } })
    await expect(receive()).rejects.toThrow('Invalid MD5')
  })

  it('never answers, until the client gives up', async () => {
    proxy.add({ action: 'ReceiveMessage', fault: { kind: 'hang' } })
    await expect(receive(AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'AbortError' })
  })

  it.each<[SqsFault, number]>([
    [{ kind: 'stale-success' }, 1],
    [{ kind: 'error', code: 'InternalFailure' }, 1],
    [{ kind: 'lost-answer' }, 0]
  ])('a delete that meets %j leaves %d message', async (fault, left) => {
    const messageId = await send()
    const [{ ReceiptHandle }] = await receive()
    proxy.add({ action: 'DeleteMessage', messageId, fault })
    await remove(ReceiptHandle).catch(() => undefined)
    expect(await inFlight()).toBe(left)
  })

  it('delivers the same message again under a new handle, and either handle deletes it', async () => {
    const messageId = await send()
    proxy.add({ action: 'ReceiveMessage', fault: { kind: 'duplicate' } })
    const [first] = await receive()
    const [second, ...others] = await receive()
    expect(others).toEqual([])
    expect(second).toMatchObject({ MessageId: messageId, Attributes: { ApproximateReceiveCount: '2' } })
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle)
    await remove(second.ReceiptHandle)
    expect(await inFlight()).toBe(0)
  })

  it('applies a rule to one client only', async () => {
    proxy.add({ action: 'ReceiveMessage', client: 'somebody-else', fault: { kind: 'drop' } })
    expect(await receive()).toEqual([])
    proxy.add({ action: 'ReceiveMessage', client: queues.credentials.accessKeyId, fault: { kind: 'drop' } })
    await expect(receive()).rejects.toThrow(/socket hang up|ECONNRESET/)
  })

  it('keeps a rule about messages for a receive that has some', async () => {
    proxy.add({ action: 'ReceiveMessage', fault: { kind: 'lost-answer' } })
    expect(await receive()).toEqual([])
    await send()
    await expect(receive()).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(await inFlight()).toBe(1)
  })

  it('fails the entries of a batch although the call succeeds', async () => {
    await send()
    const [{ ReceiptHandle }] = await receive()
    proxy.add({ action: 'ChangeMessageVisibility', fault: { kind: 'fail-entries', code: 'InternalError' } })
    const Entries = [{ Id: '0', ReceiptHandle, VisibilityTimeout: 0 }]
    const change = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url(), Entries })
    expect(await client.send(change)).toMatchObject({ Failed: [{ Id: '0', Code: 'InternalError' }] })
    expect(await client.send(change)).toMatchObject({ Successful: [{ Id: '0' }] })
  })

  it('tells its user at once, before anything has happened', async () => {
    await send()
    const [{ ReceiptHandle }] = await receive()
    const onUse = jest.fn()
    proxy.add({ action: 'DeleteMessage', after: 1, fault: { kind: 'drop' }, onUse })
    await remove(ReceiptHandle)
    expect(onUse).not.toHaveBeenCalled()
    await expect(remove(ReceiptHandle)).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(onUse).toHaveBeenCalledTimes(1)
  })

  it('has the same calls fail for the same seed', async () => {
    const run = async (seed: number) => {
      proxy.beginChaos({ error: 0.3, drop: 0.2 }, new SeededNumbers(seed))
      const ends: boolean[] = []
      for (let call = 0; call < 20; call += 1)
        ends.push(
          await inFlight().then(
            () => true,
            () => false
          )
        )
      return ends
    }
    const first = await run(7)
    expect(await run(7)).toEqual(first)
    expect(await run(8)).not.toEqual(first)
    expect(new Set(first).size).toBe(2)
    proxy.calm()
    expect(await inFlight()).toBe(0)
  })
})
