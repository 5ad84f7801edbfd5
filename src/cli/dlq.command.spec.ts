import { nrfDlq } from '../../test/builders/operator-commands'
import { FakeJobLedger } from '../../test/fakes/fake-job-ledger'
import type { FailureCode } from '../failures/failure-codes'
import type { ClaimedJob } from '../ledger/job-ledger'
import { MessageIdentities } from '../queue/message-identity'
import type { DeadLetterTools } from './dlq.command'
import type { DeadLetterMessage } from './dlq/dead-letter-queue'

const { signal } = new AbortController()
const CONTRACT = { maxBodyBytes: 1000, referencePattern: '^NRF-[0-9]{6}$' }

/** A dead-letter queue, the queue of the service, and a ledger, in memory. */
class World {
  readonly ledger = new FakeJobLedger()
  readonly letters: DeadLetterMessage[] = []
  readonly sent: { body: string; attributes: Record<string, unknown> }[] = []
  readonly calls: string[] = []
  /** Message ids whose copy is not accepted, and those that cannot be deleted. */
  readonly unsent = new Set<string>()
  readonly sticky = new Set<string>()
  onTake: () => void = () => undefined

  async bury(body: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const messageId = `message-${this.letters.length + 1}`
    const sentAt = new Date(Date.UTC(2026, 0, 31, 9, this.letters.length))
    const values = Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue }
    ])
    this.letters.push({ messageId, body, sentAt, attributes: Object.fromEntries(values) })
    return messageId
  }

  async claim(reference: string, redrives = 0): Promise<ClaimedJob> {
    const claim = {
      jobKey: `${reference}/*/1`,
      request: { reference, revision: 1, traceId: 'trace-of-job' },
      payloadHash: 'hash',
      messageId: 'message',
      redrives
    }
    const answer = await this.ledger.claim(claim, signal)
    if (answer.kind !== 'claimed') throw new Error(answer.kind)
    return answer.job
  }

  async dead(reference: string, errorCode: FailureCode, redrives = 0): Promise<void> {
    const job = await this.claim(reference, redrives)
    const report = {
      effect: 'post_failure',
      idemKey: reference,
      request: 'body',
      state: 'sending'
    } as const
    await this.ledger.commit(job, { verdict: 'dead', errorCode, resultDigest: 'd', effects: [report] })
    await this.ledger.endEffect(job, { effect: 'post_failure', state: 'sent', job: 'finish' })
  }

  async completed(reference: string): Promise<void> {
    const job = await this.claim(reference)
    await this.ledger.commit(job, { verdict: 'completed', resultDigest: 'digest', effects: [] })
  }

  tools(): DeadLetterTools {
    return {
      ledger: this.ledger,
      identities: new MessageIdentities(CONTRACT),
      redactor: { redact: (text) => `redacted ${text.length}` },
      counts: { waiting: this.letters.length, inFlight: 0 },
      queue: {
        take: async ({ limit, onProgress }) => {
          onProgress?.(this.letters.length)
          this.onTake()
          return this.letters.slice(0, limit)
        },
        drop: async ({ messageId }) => {
          if (this.sticky.has(messageId)) throw new Error('delete refused')
          this.calls.push(`drop ${messageId}`)
          this.letters.splice(
            this.letters.findIndex((letter) => letter.messageId === messageId),
            1
          )
        },
        release: async () => undefined
      },
      sender: {
        resend: async (body, attributes) => {
          const { messageId } = this.letters.find((letter) => letter.body === body)!
          if (this.unsent.has(messageId)) throw new Error('send refused')
          this.calls.push(`send ${messageId}`)
          this.sent.push({ body, attributes })
          return 'new-id'
        }
      }
    }
  }
}

describe('nrf dlq', () => {
  let world: World
  const dlq = (args: readonly string[], situation?: Parameters<typeof nrfDlq>[2]) =>
    nrfDlq((_place, _warn, use) => use(world.tools()), args, situation)
  const replayAll = (...args: readonly string[]) =>
    dlq(['replay', '--all', '--yes', '--rate', '1000', ...args])
  const bodyFor = (reference: string) => JSON.stringify({ reference })
  const redrivesOf = ({ attributes }: World['sent'][number]) => attributes['NrfRedrives']

  beforeEach(() => {
    world = new World()
  })

  it('says that the queue is empty', async () => {
    expect(await dlq(['list'])).toMatchObject({ out: 'The dead-letter queue is empty.\n', exitCode: 0 })
  })

  it('lists the most frequent cause first, with its oldest message', async () => {
    await world.bury(bodyFor('NRF-000001'))
    for (const reference of ['NRF-000002', 'NRF-000003']) {
      await world.dead(reference, 'job_timed_out')
      await world.bury(bodyFor(reference))
    }
    const { out } = await dlq(['list'])
    const lines = out.split('\n').filter((line) => line.includes('message-'))
    expect(lines[0]).toMatch(/job_timed_out .* 2 .*2026-01-31 09:01 .*message-2 .*developer/)
    expect(lines[1]).toMatch(/unknown_to_ledger .* 1 .*2026-01-31 09:00 .*message-1 .*operator/)
  })

  it('explains what is known of a message and what a replay would do', async () => {
    await world.dead('NRF-000001', 'backend_unavailable')
    const id = await world.bury(bodyFor('NRF-000001'))
    const { out } = await dlq(['explain', id])
    for (const line of [
      /Cause +backend_unavailable/,
      /Who acts +operator/,
      /State +dead, backend_unavailable/,
      /Effects +post_failure sent/,
      /Trace id +trace-of-job/,
      /Sent back +0 times/,
      /Body +26 bytes, SHA-256 [0-9a-f]{64}/,
      /Replay +would send it, the 1st time; .* not sent again: post_failure/
    ])
      expect(out).toMatch(line)
    expect((await dlq(['explain', id, '--body'])).out).toContain('redacted 26')
  })

  it('sends only what can be worked on', async () => {
    await world.dead('NRF-000001', 'backend_unavailable')
    await world.completed('NRF-000002')
    await world.claim('NRF-000003')
    const bodies = ['NRF-000001', 'NRF-000002', 'NRF-000003', 'NRF-000004'].map(bodyFor)
    for (const body of [...bodies, 'not json', '{"reference":"NRF-000005","revision":"x"}']) {
      await world.bury(body)
    }
    await world.bury(bodies[0])
    await world.ledger.quarantine('message-5', 'malformed_message')
    const { out, exitCode } = await replayAll()
    expect(world.sent.map(({ body }) => body)).toEqual([bodies[0], bodies[3]])
    expect(out).toContain('Send 2 messages: backend_unavailable 1, unknown_to_ledger 1')
    expect(out).toMatch(/Leave 1 message \(nothing left to do.*: completed_since 1/)
    expect(out).toMatch(/Leave 1 message \(the job is at work.*: at_work 1/)
    expect(out).toMatch(/Leave 2 messages \(this release cannot read them.*malformed_message 1/)
    expect(out).toMatch(/Leave 1 message \(another message of the same job is sent\)/)
    expect(exitCode).toBe(0)
    expect(world.letters).toHaveLength(5)
  })

  it('counts on from whoever counted further, the message or the ledger', async () => {
    await world.dead('NRF-000001', 'job_timed_out', 2)
    await world.bury(bodyFor('NRF-000001'), { NrfRedrives: '1' })
    await world.bury(bodyFor('NRF-000002'), { NrfRedrives: '1' })
    await replayAll()
    expect(world.sent.map(redrivesOf)).toMatchObject([{ StringValue: '3' }, { StringValue: '2' }])
  })

  it('refuses a message that came back three times, unless it is forced', async () => {
    const id = await world.bury(bodyFor('NRF-000001'), { NrfRedrives: '3' })
    const refused = await dlq(['replay', id, '--yes'])
    expect(refused.out).toContain('came back 3 times')
    expect(refused.exitCode).toBe(1)
    expect(world.sent).toEqual([])
    expect(await dlq(['replay', id, '--yes', '--force'])).toMatchObject({ exitCode: 0 })
    expect(world.sent.map(redrivesOf)).toMatchObject([{ StringValue: '4' }])
  })

  it('knows a message again that an earlier release could not read', async () => {
    const body = bodyFor('NRF-000001')
    const [, refusedKey] = new MessageIdentities(CONTRACT).of(body).jobKeys
    const answer = await world.ledger.claim(
      {
        jobKey: refusedKey,
        request: { reference: 'NRF-000001', revision: 1, refusal: 'unsupported_version' },
        payloadHash: 'hash',
        messageId: 'message-1',
        redrives: 0
      },
      signal
    )
    if (answer.kind !== 'claimed') throw new Error(answer.kind)
    const verdict = { verdict: 'dead', errorCode: 'unsupported_version' } as const
    await world.ledger.commit(answer.job, { ...verdict, resultDigest: 'digest', effects: [] })
    await world.bury(body)
    await dlq(['replay', '--code', 'unsupported_version', '--yes'])
    expect(world.sent).toHaveLength(1)
  })

  it('deletes a message only after its copy was accepted', async () => {
    const [first, second, third] = [
      await world.bury(bodyFor('NRF-000001')),
      await world.bury(bodyFor('NRF-000002')),
      await world.bury(bodyFor('NRF-000003'))
    ]
    world.unsent.add(first)
    world.sticky.add(second)
    const { out, err, exitCode } = await replayAll()
    expect(world.calls).toEqual([`send ${second}`, `send ${third}`, `drop ${third}`])
    expect(out).toContain('2 messages sent, 0 messages deleted, 1 message left as they were.')
    expect(err).toContain(`${first} is not sent and stays where it is: send refused`)
    expect(err).toContain(`${second} is sent, but is still in the dead-letter queue too`)
    expect(exitCode).toBe(1)
  })

  it('gives up when one message after the other fails', async () => {
    for (let index = 0; index < 30; index += 1) {
      world.unsent.add(await world.bury(bodyFor(`NRF-0001${10 + index}`)))
    }
    const { out, err } = await replayAll()
    expect(out).toContain('30 messages left as they were')
    expect(err.trim().split('\n')).toHaveLength(10)
  })

  it('finds no room for its counter among ten attributes', async () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`attribute${index}`, 'x']))
    await world.bury(bodyFor('NRF-000001'), ten)
    expect((await replayAll()).out).toContain('leave no room for NrfRedrives')
  })

  it('keeps to the rate', async () => {
    for (let index = 1; index <= 4; index += 1) await world.bury(bodyFor(`NRF-00000${index}`))
    const startedAt = performance.now()
    await dlq(['replay', '--all', '--yes', '--rate', '20'])
    expect(performance.now() - startedAt).toBeGreaterThan(140)
    expect(world.sent).toHaveLength(4)
  })

  it('stops on Ctrl-C and sends nothing more', async () => {
    for (let index = 1; index <= 4; index += 1) await world.bury(bodyFor(`NRF-00000${index}`))
    const situation = { onInterrupt: (stop: () => void) => (world.onTake = stop) }
    const { exitCode } = await dlq(['replay', '--all', '--yes'], situation)
    expect(exitCode).toBe(130)
    expect(world.sent).toEqual([])
    expect(await dlq(['list'], situation)).toMatchObject({ exitCode: 130, out: '' })
  })

  it('shows its progress on a terminal', async () => {
    await world.bury(bodyFor('NRF-000001'))
    const { err } = await dlq(['replay', '--all', '--yes'], { isTTY: true })
    expect(err).toContain('look [')
    expect(err).toContain('replay [##############################] 100 % (1 of 1)')
  })

  it.each([
    [['replay']],
    [['replay', 'id', '--all']],
    [['replay', '--code', 'no_such_cause']],
    [['replay', '--all', '--rate', '0']],
    [['explain']]
  ])('ends with 2 on wrong usage: %j', async (args) => {
    expect(await dlq(args)).toMatchObject({ exitCode: 2 })
  })
})
