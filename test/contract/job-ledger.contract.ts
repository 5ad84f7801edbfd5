import { randomUUID } from 'node:crypto'
import type {
  ClaimAnswer,
  ClaimedJob,
  ClaimRequest,
  EffectEnd,
  JobCommit,
  JobLedger,
  NewEffect
} from '../../src/ledger/job-ledger'
import { LeaseLost } from '../../src/ledger/ledger.failures'

/** A ledger with a lease of 45 s that sweeps after 120 s, and what a test may do to its clock. */
export interface LedgerWorld {
  readonly ledger: JobLedger
  passSeconds(seconds: number): Promise<void>
}

const { signal } = new AbortController()
let counter = 0

function aClaim(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  counter += 1
  const reference = `NRF-${String(counter).padStart(6, '0')}`
  return {
    jobKey: `${reference}/*/1`,
    request: { reference, revision: 1, traceId: 'trace' },
    payloadHash: 'hash',
    messageId: `message-${counter}`,
    redrives: 0,
    ...overrides
  }
}

function anEffect(effect: NewEffect['effect'], state: NewEffect['state'] = 'pending'): NewEffect {
  return { effect, idemKey: randomUUID(), request: '{"say":"it"}', state }
}

function aCommit(effects: readonly NewEffect[] = []): JobCommit {
  return { verdict: 'completed', resultDigest: 'digest', effects }
}

function jobOf(answer: ClaimAnswer): ClaimedJob {
  if (answer.kind !== 'claimed') throw new Error(`The job is ${answer.kind}`)
  return answer.job
}

/** What every ledger promises. */
export function everyJobLedger(name: string, get: () => LedgerWorld): void {
  const claimed = async (claim: ClaimRequest) => jobOf(await get().ledger.claim(claim, signal))
  const claim = (request: ClaimRequest) => get().ledger.claim(request, signal)
  const end = (job: ClaimedJob, effectEnd: EffectEnd) => get().ledger.endEffect(job, effectEnd)
  const stateOf = async ({ request: { reference } }: ClaimRequest) => {
    const [summary] = await get().ledger.find(reference)
    return summary
  }
  /** Whatever other tests have left behind is not this test's. */
  const due = async ({ jobKey }: ClaimRequest) =>
    (await get().ledger.takeDue(1000)).filter((job) => job.jobKey === jobKey)

  describe(`job ledger: ${name}`, () => {
    it('gives a new job to whoever claims it first', async () => {
      const request = aClaim()
      expect(await claimed(request)).toEqual({
        jobKey: request.jobKey,
        token: 1,
        request: request.request,
        attempt: 1,
        crashes: 0,
        verdict: undefined,
        errorCode: undefined,
        effects: []
      })
      const second = await claim({ ...request, messageId: 'duplicate' })
      expect(second.kind).toBe('busy')
      const { retryAfterSeconds } = second as Extract<ClaimAnswer, { kind: 'busy' }>
      expect(retryAfterSeconds).toBeGreaterThan(40)
      expect(retryAfterSeconds).toBeLessThanOrEqual(45)
    })

    it('gives a job to one of many who claim it at once', async () => {
      const request = aClaim()
      const answers = await Promise.all(Array.from({ length: 8 }, () => claim(request)))
      expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1)
      expect(answers.filter(({ kind }) => kind === 'busy')).toHaveLength(7)
    })

    it('gives a job away when its lease is over, and counts the try', async () => {
      const request = aClaim()
      const first = await claimed(request)
      await get().passSeconds(46)
      const second = await claimed(request)
      expect(second).toMatchObject({ token: 2, attempt: 2, crashes: 1 })
      await expect(get().ledger.commit(first, aCommit())).rejects.toBeInstanceOf(LeaseLost)
      await expect(
        get().ledger.release(first, { state: 'interrupted', delaySeconds: 0 })
      ).rejects.toBeInstanceOf(LeaseLost)
      await expect(get().ledger.cancel(first, 'assessment_withdrawn')).rejects.toBeInstanceOf(LeaseLost)
      expect(await get().ledger.renew([first, second])).toEqual([{ jobKey: request.jobKey, token: 2 }])
    })

    it('keeps a job whose lease is renewed', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().passSeconds(30)
      await get().ledger.renew([job])
      await get().passSeconds(30)
      expect((await claim(request)).kind).toBe('busy')
    })

    it('refuses other content under the same key', async () => {
      const request = aClaim()
      const job = await claimed(request)
      expect((await claim({ ...request, payloadHash: 'other' })).kind).toBe('conflict')
      await get().ledger.commit(job, aCommit())
      expect((await claim({ ...request, payloadHash: 'other' })).kind).toBe('conflict')
    })

    it('ends a job without effects when it is committed', async () => {
      const request = aClaim()
      await get().ledger.commit(await claimed(request), aCommit())
      expect(await claim(request)).toEqual({ kind: 'finished', state: 'completed', errorCode: undefined })
      expect(await due(request)).toEqual([])
    })

    it('hands the effects of a committed job to whoever takes it over', async () => {
      const request = aClaim()
      const job = await claimed(request)
      const effects = [anEffect('email_completed'), anEffect('post_result', 'sending')]
      await get().ledger.commit(job, aCommit(effects))
      await get().passSeconds(46)
      expect(await claimed(request)).toMatchObject({
        token: 2,
        attempt: 1,
        verdict: 'completed',
        effects: [
          { ...effects[1], tries: 1, absentReads: 0, dueInSeconds: 0 },
          { ...effects[0], tries: 0, absentReads: 0, dueInSeconds: 0 }
        ]
      })
    })

    it('takes a repeated commit for the same, and another one for a lost lease', async () => {
      const request = aClaim()
      const job = await claimed(request)
      const effects = [anEffect('post_result', 'sending')]
      await get().ledger.commit(job, aCommit(effects))
      await expect(get().ledger.commit(job, aCommit(effects))).resolves.toEqual(['post_result'])
      const other = { ...aCommit(effects), resultDigest: 'another' }
      await expect(get().ledger.commit(job, other)).rejects.toBeInstanceOf(LeaseLost)
    })

    it('writes the end of one effect and the beginning of the next together', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().ledger.commit(
        job,
        aCommit([anEffect('post_result', 'sending'), anEffect('email_completed')])
      )
      await end(job, { effect: 'post_result', state: 'sent', next: 'email_completed', job: 'continue' })
      expect((await stateOf(request)).effects).toMatchObject([
        { effect: 'post_result', state: 'sent' },
        { effect: 'email_completed', state: 'sending' }
      ])
      await end(job, { effect: 'email_completed', state: 'sent', externalId: 'id', job: 'finish' })
      expect(await claim(request)).toMatchObject({ kind: 'finished', state: 'completed' })
    })

    it('parks a job whose effect is due later, and gives it to the sweeper then', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().ledger.commit(job, aCommit([anEffect('email_completed', 'sending')]))
      await end(job, {
        effect: 'email_completed',
        state: 'unknown',
        dueInSeconds: 60,
        absentReads: 1,
        job: 'park'
      })
      expect(await due(request)).toEqual([])
      await get().passSeconds(61)
      const [taken] = await due(request)
      expect(taken).toMatchObject({
        token: 2,
        verdict: 'completed',
        effects: [{ effect: 'email_completed', state: 'unknown', absentReads: 1, dueInSeconds: 0 }]
      })
      expect(await due(request)).toEqual([])
      await get().ledger.beginEffect(taken, 'email_completed')
      expect((await stateOf(request)).effects).toMatchObject([
        { effect: 'email_completed', state: 'sending' }
      ])
    })

    it('lets no stale worker touch an effect', async () => {
      const request = aClaim()
      const stale = await claimed(request)
      await get().ledger.commit(stale, aCommit([anEffect('post_result', 'sending')]))
      await get().passSeconds(46)
      await claimed(request)
      const ended = end(stale, { effect: 'post_result', state: 'failed', job: 'finish' })
      await expect(ended).rejects.toBeInstanceOf(LeaseLost)
      await expect(get().ledger.beginEffect(stale, 'post_result')).rejects.toBeInstanceOf(LeaseLost)
      expect((await stateOf(request)).effects).toMatchObject([{ effect: 'post_result', state: 'sending' }])
    })

    it('gives a released job to its next delivery, or to the sweeper when none comes', async () => {
      const request = aClaim()
      const release = { state: 'retry_wait', delaySeconds: 30, errorCode: 'backend_unavailable' } as const
      await get().ledger.release(await claimed(request), release)
      expect(await stateOf(request)).toMatchObject({ state: 'retry_wait', errorCode: 'backend_unavailable' })
      const again = await claimed(request)
      expect(again.attempt).toBe(2)
      await get().ledger.release(again, release)
      await get().passSeconds(149)
      expect(await due(request)).toEqual([])
      await get().passSeconds(2)
      expect(await due(request)).toMatchObject([{ attempt: 3, request: request.request }])
    })

    it('does not count a try that was interrupted', async () => {
      const request = aClaim()
      await get().ledger.release(await claimed(request), { state: 'interrupted', delaySeconds: 0 })
      expect(await claimed(request)).toMatchObject({ attempt: 1, token: 2, crashes: 0 })
    })

    it('gives a job to the sweeper whose worker is gone and whose message never returns', async () => {
      const request = aClaim()
      await claimed(request)
      await get().passSeconds(164)
      expect(await due(request)).toEqual([])
      await get().passSeconds(2)
      expect(await due(request)).toMatchObject([{ attempt: 2, crashes: 1 }])
    })

    it('keeps the committed work of a released job', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().ledger.commit(job, aCommit([anEffect('post_result', 'sending')]))
      await get().ledger.release(job, { state: 'retry_wait', delaySeconds: 1 })
      expect(await claimed(request)).toMatchObject({ verdict: 'completed', attempt: 1 })
    })

    it('opens a dead job again for a redrive, once for each', async () => {
      const request = aClaim()
      const dead = { ...aCommit([anEffect('post_failure', 'sending')]), verdict: 'dead' } as const
      const job = await claimed(request)
      await get().ledger.commit(job, { ...dead, errorCode: 'assessment_failed' })
      await end(job, { effect: 'post_failure', state: 'sent', job: 'finish' })
      expect(await claim(request)).toEqual({
        kind: 'finished',
        state: 'dead',
        errorCode: 'assessment_failed'
      })
      const redriven = { ...request, redrives: 1 }
      expect(await claimed(redriven)).toMatchObject({ attempt: 1, verdict: undefined, effects: [] })
      await get().passSeconds(46)
      const again = await claimed(redriven)
      expect(await get().ledger.commit(again, dead)).toEqual([])
      await get().ledger.finish(again)
      expect(await claim(redriven)).toMatchObject({ kind: 'finished', state: 'dead' })
      expect((await stateOf(request)).effects).toMatchObject([{ effect: 'post_failure', state: 'sent' }])
    })

    it('takes a refused effect up again when an operator sends its job back', async () => {
      const request = aClaim()
      const job = await claimed(request)
      const effects = [anEffect('post_result', 'sending'), anEffect('email_completed')]
      await get().ledger.commit(job, aCommit(effects))
      await get().ledger.condemn(job, { errorCode: 'result_refused', detail: '422' })
      const again = await claimed({ ...request, redrives: 1 })
      const own = await get().ledger.commit(again, aCommit(effects))
      expect(own.toSorted((one, other) => (one < other ? 1 : -1))).toEqual(['post_result', 'email_completed'])
      expect((await stateOf(request)).effects).toMatchObject([
        { effect: 'post_result', state: 'sending' },
        { effect: 'email_completed', state: 'pending' }
      ])
    })

    it('opens no completed job again', async () => {
      const request = aClaim()
      await get().ledger.commit(await claimed(request), aCommit())
      expect(await claim({ ...request, redrives: 1 })).toMatchObject({ kind: 'finished', state: 'completed' })
    })

    it('has an effect only once, whichever job intends it', async () => {
      const [one, other] = [aClaim(), aClaim()]
      const email = anEffect('email_completed')
      expect(await get().ledger.commit(await claimed(one), aCommit([email]))).toEqual(['email_completed'])
      expect(await get().ledger.commit(await claimed(other), aCommit([email]))).toEqual([])
      expect((await stateOf(other)).effects).toEqual([])
    })

    it('makes a completed job a dead one when its result is refused', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().ledger.commit(
        job,
        aCommit([anEffect('post_result', 'sending'), anEffect('email_completed')])
      )
      const email = anEffect('email_failed', 'sending')
      await get().ledger.condemn(job, { errorCode: 'result_refused', detail: '422', email })
      expect(await stateOf(request)).toMatchObject({
        errorCode: 'result_refused',
        effects: [
          { effect: 'post_result', state: 'failed' },
          { effect: 'email_failed', state: 'sending' }
        ]
      })
      await end(job, { effect: 'email_failed', state: 'sent', job: 'finish' })
      expect(await claim(request)).toEqual({
        kind: 'finished',
        state: 'dead',
        errorCode: 'result_refused'
      })
    })

    it('ends a refused job at once when nobody is told', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().ledger.commit(job, aCommit([anEffect('post_result', 'sending')]))
      await get().ledger.condemn(job, { errorCode: 'result_refused', detail: '422' })
      expect(await claim(request)).toMatchObject({ kind: 'finished', state: 'dead' })
    })

    it('tells how much is still to be sent, and since when', async () => {
      const before = await get().ledger.outbox()
      const job = await claimed(aClaim())
      await get().ledger.commit(
        job,
        aCommit([anEffect('post_result', 'sending'), anEffect('email_completed')])
      )
      await get().passSeconds(20)
      const waiting = await get().ledger.outbox()
      expect(waiting.pending).toBe(before.pending + 2)
      expect(waiting.oldestSeconds).toBeGreaterThanOrEqual(20)
      await end(job, { effect: 'post_result', state: 'sent', next: 'email_completed', job: 'continue' })
      expect((await get().ledger.outbox()).pending).toBe(before.pending + 1)
      await end(job, { effect: 'email_completed', state: 'failed', job: 'finish' })
      expect((await get().ledger.outbox()).pending).toBe(before.pending)
    })

    it('ends a job that was withdrawn', async () => {
      const request = aClaim()
      await get().ledger.cancel(await claimed(request), 'assessment_withdrawn')
      expect(await claim(request)).toEqual({
        kind: 'finished',
        state: 'cancelled',
        errorCode: 'assessment_withdrawn'
      })
    })

    it('has an e-mail followed until its end is known, and sent once more when it was not sent', async () => {
      const request = aClaim()
      const job = await claimed(request)
      const email = anEffect('email_completed', 'sending')
      await get().ledger.commit(job, aCommit([email]))
      await end(job, { effect: 'email_completed', state: 'sent', externalId: 'id', job: 'finish' })
      const unfollowed = async () =>
        (await get().ledger.takeUnfollowed(1000)).filter(({ jobKey }) => jobKey === job.jobKey)
      expect(await unfollowed()).toEqual([])
      await get().passSeconds(601)
      const [first] = await unfollowed()
      expect(first).toEqual({
        jobKey: job.jobKey,
        reference: request.request.reference,
        effect: 'email_completed',
        idemKey: email.idemKey,
        generation: 1
      })
      expect(await unfollowed()).toEqual([])

      const nextKey = randomUUID()
      await get().ledger.sendAgain(first, nextKey)
      await get().ledger.sendAgain(first, randomUUID())
      const [again] = await due(request)
      expect(again).toMatchObject({ verdict: 'completed', effects: [{ state: 'pending', idemKey: nextKey }] })
      await get().ledger.beginEffect(again, 'email_completed')
      await end(again, { effect: 'email_completed', state: 'sent', job: 'finish' })
      await get().passSeconds(601)
      const [second] = await unfollowed()
      expect(second).toMatchObject({ idemKey: nextKey, generation: 2 })
      await get().ledger.noteDelivery(second, 'delivered')
      await get().passSeconds(601)
      expect(await unfollowed()).toEqual([])
    })

    it('notes a message in quarantine any number of times', async () => {
      await get().ledger.quarantine('unreadable', 'malformed_message')
      await expect(get().ledger.quarantine('unreadable', 'malformed_message')).resolves.toBeUndefined()
    })

    it('says which messages are in quarantine, and why', async () => {
      await get().ledger.quarantine('without-reference', 'invalid_message')
      expect(await get().ledger.quarantined(['without-reference', 'unknown'])).toEqual([
        { messageId: 'without-reference', errorCode: 'invalid_message', firstSeenAt: expect.any(Date) }
      ])
    })

    it('tells of many jobs by their keys', async () => {
      const [one, other] = [aClaim(), aClaim()]
      await get().ledger.release(await claimed(one), { state: 'interrupted', delaySeconds: 0 })
      await get().ledger.commit(await claimed(other), aCommit([anEffect('post_result', 'sending')]))
      const found = await get().ledger.summaries([other.jobKey, one.jobKey, 'unknown'])
      const { reference } = one.request
      expect(found.find(({ jobKey }) => jobKey === one.jobKey)).toEqual({
        jobKey: one.jobKey,
        reference,
        state: 'interrupted',
        attempt: 0,
        deliveries: 1,
        interruptions: 1,
        redrives: 0,
        errorCode: null,
        traceId: 'trace',
        lastMessageId: one.messageId,
        finishedAt: null,
        effects: [],
        firstSeenAt: expect.any(Date),
        updatedAt: expect.any(Date)
      })
      expect(found.find(({ jobKey }) => jobKey === other.jobKey)).toMatchObject({
        state: 'committed',
        effects: [{ effect: 'post_result', state: 'sending', tries: 1, isStored: true }]
      })
      expect(found).toHaveLength(2)
    })

    it('erases what a finished job said, on request', async () => {
      const request = aClaim()
      const job = await claimed(request)
      await get().ledger.commit(job, aCommit([anEffect('post_result', 'sending')]))
      expect(await get().ledger.erase(request.request.reference)).toBe(0)
      expect((await stateOf(request)).effects).toMatchObject([{ isStored: true }])
      await end(job, { effect: 'post_result', state: 'sent', job: 'finish' })
      expect(await get().ledger.erase(request.request.reference)).toBe(1)
      expect((await stateOf(request)).effects).toMatchObject([{ isStored: false }])
    })

    it('claims nothing for a caller who has gone', async () => {
      const reason = new Error('gone')
      await expect(get().ledger.claim(aClaim(), AbortSignal.abort(reason))).rejects.toBe(reason)
    })
  })
}
