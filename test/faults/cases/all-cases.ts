import type { FaultCase, UnavailableCase } from '../fault-case'
import { BACKEND_CASES } from './backend.cases'
import { DATABASE_CASES } from './database.cases'
import { FAILOVER_CASES } from './failover.cases'
import { HOSTILE_CASES } from './hostile.cases'
import { KILL_CASES } from './kills.cases'
import { LEDGER_CASES } from './ledger.cases'
import { NOTIFY_CASES } from './notify.cases'
import { QUEUE_CASES } from './queue.cases'
import { SIGNAL_CASES } from './signals.cases'
import { SOAK_CASES } from './soak.cases'

/** Every case, in order of the rows. */
export const CASES: readonly FaultCase[] = [
  ...KILL_CASES,
  ...SIGNAL_CASES,
  ...QUEUE_CASES,
  ...DATABASE_CASES,
  ...FAILOVER_CASES,
  ...BACKEND_CASES,
  ...NOTIFY_CASES,
  ...HOSTILE_CASES,
  ...LEDGER_CASES,
  ...SOAK_CASES
].sort((one, other) => one.id.localeCompare(other.id))

/** Rows that this suite cannot run. */
export const UNAVAILABLE: readonly UnavailableCase[] = []
