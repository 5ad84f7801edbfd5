import type { FaultCase, UnavailableCase } from '../fault-case'
import { BACKEND_CASES } from './backend.cases'
import { DATABASE_CASES } from './database.cases'
import { FAILOVER_CASES } from './failover.cases'
import { HEALTH_CASES } from './health.cases'
import { HOSTILE_CASES } from './hostile.cases'
import { KILL_CASES } from './kills.cases'
import { LEDGER_CASES } from './ledger.cases'
import { NOTIFY_CASES } from './notify.cases'
import { OPERATOR_CASES } from './operator.cases'
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
  ...OPERATOR_CASES,
  ...SOAK_CASES
].sort((one, other) => one.id.localeCompare(other.id))

/** Rows that are not run here. */
export const UNAVAILABLE: readonly UnavailableCase[] = [
  {
    id: 'F29',
    reason: 'twelve hours, on a clock of its own: libs/sqs-transport/src/visibility-heartbeat.spec.ts'
  },
  { id: 'F30', reason: 'answers of S3 come from scripted servers: src/uploads/s3/s3-download.spec.ts' },
  { id: 'F31a', reason: 'a thousand dead letters are replayed by test/flow/dead-letter-replay.spec.ts' },
  {
    id: 'F34-disk',
    reason: 'the service writes no files, and a full disk is beyond a test without a volume of its own'
  }
]
