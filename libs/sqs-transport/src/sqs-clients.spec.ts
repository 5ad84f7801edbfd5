import { SQSClient } from '@aws-sdk/client-sqs'
import { SqsClients } from './sqs-clients'
import { awsError, EventLog } from './testing/fake-sqs-queue'

let destroyed: string[]

class NamedClient extends SQSClient {
  constructor(readonly name: string) {
    super({ region: 'eu-west-2' })
  }

  override destroy(): void {
    destroyed.push(this.name)
  }
}

function numbered(): () => SQSClient {
  let count = 0
  return () => new NamedClient(`made ${(count += 1)}`)
}

const expired = awsError('ExpiredToken')

beforeEach(() => {
  jest.useFakeTimers()
  destroyed = []
})

afterEach(() => {
  jest.useRealTimers()
})

describe('the clients', () => {
  it('replace the one whose credentials are refused, once for all the calls that fail with it', () => {
    const log = new EventLog()
    const first = new NamedClient('given')
    const clients = new SqsClients({ client: first, createClient: numbered() }, log.emit)
    clients.replaceAfter(expired, first)
    clients.replaceAfter(expired, first)
    expect(clients.current).toMatchObject({ name: 'made 1' })
    expect(log.events).toEqual([{ type: 'client_replaced', error: expired }])
  })

  it('do not replace a fresh one at once', async () => {
    const clients = new SqsClients({ createClient: numbered() }, new EventLog().emit)
    clients.replaceAfter(expired, clients.current)
    clients.replaceAfter(awsError('InvalidClientTokenId'), clients.current)
    expect(clients.current).toMatchObject({ name: 'made 2' })
    await jest.advanceTimersByTimeAsync(30_000)
    clients.replaceAfter(expired, clients.current)
    expect(clients.current).toMatchObject({ name: 'made 3' })
  })

  it.each(['AccessDenied', 'ServiceUnavailable', 'QueueDoesNotExist'])('stay after %s', (name) => {
    const clients = new SqsClients({ createClient: numbered() }, new EventLog().emit)
    clients.replaceAfter(awsError(name), clients.current)
    expect(clients.current).toMatchObject({ name: 'made 1' })
  })

  it('stay when nobody says how to make another', () => {
    const client = new NamedClient('given')
    const clients = new SqsClients({ client }, new EventLog().emit)
    clients.replaceAfter(expired, client)
    expect(clients.current).toBe(client)
  })

  it('destroy what they have made and nothing else, the replaced one not before the next', async () => {
    const clients = new SqsClients(
      { client: new NamedClient('given'), createClient: numbered() },
      () => undefined
    )
    for (let round = 0; round < 3; round += 1) {
      clients.replaceAfter(expired, clients.current)
      await jest.advanceTimersByTimeAsync(30_000)
    }
    expect(destroyed).toEqual(['made 1'])
    clients.destroyAll()
    expect(destroyed).toEqual(['made 1', 'made 2', 'made 3'])
  })
})
