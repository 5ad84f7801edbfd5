import type { LedgerStanding } from '../../src/ledger/ledger-standing'

const { signal } = new AbortController()

/** What every standing of a ledger promises. */
export function everyLedgerStanding(name: string, get: () => LedgerStanding): void {
  describe(`standing of a ledger: ${name}`, () => {
    const pauses = async () => (await get().ask(signal)).pauses

    it('has no pause and no job at first', async () => {
      expect(await pauses()).toEqual([])
      expect(await get().jobsAtWork(signal)).toBe(0)
    })

    it('keeps the first pause of a queue until it is resumed', async () => {
      expect(await get().pause('assessments', 'first', signal)).toBe(true)
      const [first] = await pauses()
      expect(first).toEqual({ queue: 'assessments', reason: 'first', since: expect.any(Date) })
      expect(Math.abs(first.since.getTime() - Date.now())).toBeLessThan(60_000)
      expect(await get().pause('assessments', 'second', signal)).toBe(false)
      expect(await pauses()).toEqual([first])
      expect(await get().resume('assessments', signal)).toBe(true)
      expect(await get().resume('assessments', signal)).toBe(false)
      expect(await pauses()).toEqual([])
    })

    it('needs no reason, and keeps queues apart', async () => {
      await get().pause('bulk', undefined, signal)
      await get().pause('assessments', 'why', signal)
      expect((await pauses()).map(({ queue, reason }) => [queue, reason])).toEqual(
        expect.arrayContaining([
          ['bulk', undefined],
          ['assessments', 'why']
        ])
      )
      expect((await pauses()).find(({ queue }) => queue === 'bulk')).not.toHaveProperty('reason')
      await get().resume('assessments', signal)
      expect((await pauses()).map(({ queue }) => queue)).toEqual(['bulk'])
      await get().resume('bulk', signal)
    })

    it('is not asked for by one who has stopped', async () => {
      await expect(get().ask(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
    })
  })
}
