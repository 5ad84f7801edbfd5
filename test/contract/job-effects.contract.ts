import { randomUUID } from 'node:crypto'
import type { ClaimedJob } from '../../src/ledger/job-ledger'
import { LeaseLost } from '../../src/ledger/ledger.failures'
import { aClaim, aCommit, anEffect, actionsOn, type LedgerWorld } from './ledger-world'

/** What every ledger promises of what a job does to others. */
export function everyLedgerOfEffects(name: string, get: () => LedgerWorld): void {
  const { claimed, claim, end, stateOf, due } = actionsOn(get)

  describe(`effects in the job ledger: ${name}`, () => {
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
      const condemnation = { errorCode: 'result_refused', detail: '422', email } as const
      expect(await get().ledger.condemn(job, condemnation)).toBe(true)
      expect(await get().ledger.condemn(job, condemnation)).toBe(true)
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

    it('has no second e-mail for a job that is refused again', async () => {
      const request = aClaim()
      const refuse = async (job: ClaimedJob) => {
        await get().ledger.commit(job, aCommit([anEffect('post_result', 'sending')]))
        const email = anEffect('email_failed', 'sending')
        return get().ledger.condemn(job, { errorCode: 'result_refused', detail: '422', email })
      }
      const first = await claimed(request)
      expect(await refuse(first)).toBe(true)
      await end(first, { effect: 'email_failed', state: 'sent', job: 'finish' })
      expect(await refuse(await claimed({ ...request, redrives: 1 }))).toBe(false)
      expect(await claim(request)).toMatchObject({ kind: 'finished', state: 'dead' })
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
  })
}
