import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What a prober does, and for how long. */
export interface ProbeOrder {
  readonly url: string
  readonly everyMs: number
  readonly forMs: number
}

/** How long each probe took, and what came instead of a 200. */
export interface Probes {
  readonly latenciesMs: readonly number[]
  readonly failures: readonly string[]
}

/** Probes from a thread of its own: the stubs in this one write megabytes and would be measured too. */
export async function probe(order: ProbeOrder): Promise<Probes> {
  const thread = new Worker(join(__dirname, 'prober.thread.js'), { workerData: order })
  const [probes]: unknown[] = await once(thread, 'message')
  if (isProbes(probes)) return probes
  throw new Error('The prober told something that is no list of latencies')
}

function isProbes(value: unknown): value is Probes {
  return typeof value === 'object' && value !== null && 'latenciesMs' in value && 'failures' in value
}
