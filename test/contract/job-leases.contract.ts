import type { ClaimAnswer } from '../../src/ledger/job-ledger'
import { LeaseLost } from '../../src/ledger/ledger.failures'
import { aClaim, aCommit, anEffect, actionsOn, type LedgerWorld } from './ledger-world'

/** What every ledger promises of who holds a job. */
export function everyLedgerOfLeases(name: string, get: () => LedgerWorld): void {
  const { claimed, claim, end, stateOf, due } = actionsOn(get)

  describe(`leases in the job ledger: ${name}`, () => {
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

    it('opens no completed job again', async () => {
      const request = aClaim()
      await get().ledger.commit(await claimed(request), aCommit())
      expect(await claim({ ...request, redrives: 1 })).toMatchObject({ kind: 'finished', state: 'completed' })
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

    it('claims nothing for a caller who has gone', async () => {
      const reason = new Error('gone')
      await expect(get().ledger.claim(aClaim(), AbortSignal.abort(reason))).rejects.toBe(reason)
    })
  })
}
