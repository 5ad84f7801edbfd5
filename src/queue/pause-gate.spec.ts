import { FakeLedgerStanding } from '../../test/fakes/fake-ledger-standing'
import { DatabaseUnavailable } from '../database/database.failures'
import { LedgerWatch } from '../ledger/ledger-watch'
import { pauseGate } from './pause-gate'

const { signal } = new AbortController()

describe('the gate that an operator closes', () => {
  it('is closed while its own queue is paused', async () => {
    const standing = new FakeLedgerStanding()
    const gate = pauseGate('assessments', impatient(standing))
    await standing.pause('other', undefined)
    expect(await gate.isOpen()).toBe(true)
    await standing.pause('assessments', undefined)
    expect(await gate.isOpen()).toBe(false)
    await standing.resume('assessments')
    expect(await gate.isOpen()).toBe(true)
  })

  it('stays as it is while the ledger does not answer', async () => {
    const standing = new FakeLedgerStanding()
    await standing.pause('assessments', undefined)
    let isAway = true
    const ask = () => (isAway ? Promise.reject(new DatabaseUnavailable('away')) : standing.ask(signal))
    const gate = pauseGate('assessments', impatient({ ask }))
    expect(await gate.isOpen()).toBe(true)
    isAway = false
    expect(await gate.isOpen()).toBe(false)
    isAway = true
    expect(await gate.isOpen()).toBe(false)
  })
})

/** Keeps no answer. */
function impatient(standing: Pick<FakeLedgerStanding, 'ask'>): LedgerWatch {
  let now = 0
  return new LedgerWatch(standing, () => (now += 60_000))
}
