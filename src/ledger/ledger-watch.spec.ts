import { DatabaseUnavailable } from '../database/database.failures'
import type { Standing } from './ledger-standing'
import { LedgerWatch } from './ledger-watch'

const PAUSED: Standing = { schemaVersion: 2, pauses: [{ queue: 'assessments', since: new Date(0) }] }

describe('LedgerWatch', () => {
  let now: number
  let asked: number
  let answer: () => Promise<Standing>
  let watch: LedgerWatch

  beforeEach(() => {
    now = asked = 0
    answer = async () => PAUSED
    const ask = (): Promise<Standing> => {
      asked += 1
      return answer()
    }
    watch = new LedgerWatch({ ask }, () => now)
  })

  it('asks once for all who want to know at the same time, and keeps a good answer for 2 s', async () => {
    expect(await Promise.all([watch.check(), watch.check()])).toEqual([PAUSED, PAUSED])
    now = 1999
    await watch.check()
    expect(asked).toBe(1)
    now = 2000
    await watch.check()
    expect(asked).toBe(2)
  })

  it('keeps no bad answer, and goes by the pauses that it knew last', async () => {
    expect(watch.pauses).toEqual([])
    await watch.check()
    answer = () => Promise.reject(new DatabaseUnavailable('away'))
    now = 2000
    await expect(watch.check()).rejects.toThrow('away')
    await expect(watch.check()).rejects.toThrow('away')
    expect(asked).toBe(3)
    expect(watch.pauses).toEqual(PAUSED.pauses)
  })
})
