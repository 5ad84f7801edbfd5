import { everyLedgerOfEffects } from './job-effects.contract'
import { everyLedgerOfLeases } from './job-leases.contract'
import type { LedgerWorld } from './ledger-world'

/** What every ledger promises. */
export function everyJobLedger(name: string, get: () => LedgerWorld): void {
  everyLedgerOfLeases(name, get)
  everyLedgerOfEffects(name, get)
}
