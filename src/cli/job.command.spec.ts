import { nrfJob } from '../../test/builders/operator-commands'
import { FakeJobLedger } from '../../test/fakes/fake-job-ledger'
import { DatabaseUnavailable } from '../database/database.failures'
import type { ClaimedJob } from '../ledger/job-ledger'

const { signal } = new AbortController()
const REFERENCE = 'NRF-000001'
const ADDRESS = 'priya@example.com'

describe('nrf job', () => {
  let ledger: FakeJobLedger
  const job = (args: readonly string[], answer?: string | null) =>
    nrfJob((use) => use(ledger), args, { answer })

  beforeEach(() => {
    ledger = new FakeJobLedger()
  })

  async function claim(revision: number): Promise<ClaimedJob> {
    const answer = await ledger.claim(
      {
        jobKey: `${REFERENCE}/*/${revision}`,
        request: { reference: REFERENCE, revision, traceId: 'trace-1' },
        payloadHash: 'hash',
        messageId: `message-${revision}`,
        redrives: 0
      },
      signal
    )
    if (answer.kind !== 'claimed') throw new Error(answer.kind)
    return answer.job
  }

  async function complete(revision: number): Promise<void> {
    const claimed = await claim(revision)
    const effects = [
      { effect: 'post_result', idemKey: `result-${revision}`, request: '{"kg":1}', state: 'sending' },
      { effect: 'email_completed', idemKey: `email-${revision}`, request: ADDRESS, state: 'pending' }
    ] as const
    await ledger.commit(claimed, { verdict: 'completed', resultDigest: 'digest', effects })
    await ledger.endEffect(claimed, {
      effect: 'post_result',
      state: 'sent',
      next: 'email_completed',
      job: 'continue'
    })
    await ledger.endEffect(claimed, { effect: 'email_completed', state: 'sent', job: 'finish' })
  }

  it('shows every job of a reference without anything personal', async () => {
    await complete(1)
    await claim(2)
    const { out, exitCode } = await job(['show', REFERENCE])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/Job +NRF-000001\/\*\/1\nState +completed\nTries +attempt 1, deliveries 1/)
    expect(out).toMatch(/Effects +post_result sent, tries 1, its request is stored\n +email_completed sent/)
    expect(out).toMatch(/Job +NRF-000001\/\*\/2\nState +leased/)
    expect(out).toMatch(/Trace id +trace-1/)
    expect(out).not.toContain(ADDRESS)
  })

  it('says that it knows nothing of a reference', async () => {
    for (const command of ['show', 'erase']) {
      const { err, exitCode } = await job([command, 'NRF-999999'])
      expect(err).toContain('The ledger knows no job of NRF-999999')
      expect(exitCode).toBe(1)
    }
  })

  it('asks before it erases, and says what it has erased', async () => {
    await complete(1)
    const isStored = async () => (await ledger.find(REFERENCE))[0].effects.map((effect) => effect.isStored)

    expect(await job(['erase', REFERENCE], 'y')).toMatchObject({ out: 'Nothing is erased.\n', exitCode: 1 })
    const unasked = await job(['erase', REFERENCE], null)
    expect(unasked).toMatchObject({ err: expect.stringContaining('use --yes'), exitCode: 1 })
    expect(await isStored()).toEqual([true, true])

    const { out, exitCode } = await job(['erase', REFERENCE], 'yes')
    expect(out).toContain('request of post_result')
    expect(out).toContain('request of email_completed')
    expect(exitCode).toBe(0)
    expect(await isStored()).toEqual([false, false])

    const again = await job(['erase', REFERENCE])
    expect(again).toMatchObject({ out: expect.stringContaining('Nothing of the jobs'), exitCode: 0 })
  })

  it('does not touch a job that is at work, and says so', async () => {
    await complete(1)
    const atWork = await claim(2)
    await ledger.commit(atWork, {
      verdict: 'completed',
      resultDigest: 'digest',
      effects: [{ effect: 'post_result', idemKey: 'open', request: 'body', state: 'sending' }]
    })
    const { out, exitCode } = await job(['erase', REFERENCE, '--yes'])
    expect(out).toContain('NRF-000001/*/1: request of email_completed')
    expect(out).toContain('NRF-000001/*/2 is at work (committed) and is not touched')
    expect(exitCode).toBe(1)
    const [, untouched] = await ledger.find(REFERENCE)
    expect(untouched.effects).toMatchObject([{ isStored: true }])
  })

  it('says what to do when the database cannot be used', async () => {
    const { err, exitCode } = await nrfJob(
      () => Promise.reject(new DatabaseUnavailable('no connection')),
      ['show', REFERENCE]
    )
    expect(err).toContain('Check that it runs, and DATABASE_URL or DB_*')
    expect(exitCode).toBe(1)
  })

  it('ends with 2 on wrong usage', async () => {
    expect(await job(['show'])).toMatchObject({ exitCode: 2 })
  })
})
