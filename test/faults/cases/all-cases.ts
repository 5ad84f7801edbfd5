import type { FaultCase, UnavailableCase } from '../fault-case'
import { BACKEND_CASES } from './backend.cases'
import { DATABASE_CASES } from './database.cases'
import { FAILOVER_CASES } from './failover.cases'
import { HEALTH_CASES } from './health.cases'
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
  ...HEALTH_CASES,
  ...HOSTILE_CASES,
  ...LEDGER_CASES,
  ...SOAK_CASES
].sort((one, other) => one.id.localeCompare(other.id))

/** Rows that are not run here. */
export const UNAVAILABLE: readonly UnavailableCase[] = [
  {
    id: 'F11',
    reason:
      'the key is all that a message says, so no two payloads share one; the ledger refuses another one: src/ledger/postgres'
  },
  {
    id: 'F29',
    reason:
      'twelve hours: libs/sqs-transport lets the message go on a clock that is made to run, and so do its settlers'
  },
  { id: 'F30', reason: 'messages point to nothing in S3' },
  { id: 'F31', reason: 'a thousand dead letters are replayed by test/flow/dead-letter-replay.spec.ts' },
  {
    id: 'F33',
    reason:
      'operators have no way to pause a worker; libs/sqs-transport pauses and resumes its queues under load'
  },
  {
    id: 'F34-disk',
    reason: 'the service writes no files, and a full disk is beyond a test without a volume of its own'
  }
]
