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

/** A ledger with a lease of 45 s that sweeps after 120 s, and what a test may do to its clock. */
export interface LedgerWorld {
  readonly ledger: JobLedger
  passSeconds(seconds: number): Promise<void>
}

const { signal } = new AbortController()
let counter = 0

export function aClaim(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
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

export function anEffect(effect: NewEffect['effect'], state: NewEffect['state'] = 'pending'): NewEffect {
  return { effect, idemKey: randomUUID(), request: '{"say":"it"}', state }
}

export function aCommit(effects: readonly NewEffect[] = []): JobCommit {
  return { verdict: 'completed', resultDigest: 'digest', effects }
}

function jobOf(answer: ClaimAnswer): ClaimedJob {
  if (answer.kind !== 'claimed') throw new Error(`The job is ${answer.kind}`)
  return answer.job
}

/** What the contract does with a ledger. */
export function actionsOn(get: () => LedgerWorld) {
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
  return { claimed, claim, end, stateOf, due }
}
