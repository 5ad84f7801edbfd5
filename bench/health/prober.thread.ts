import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { type ProbeOrder } from './prober'

const TIMEOUT_MS = 10_000

/** Sends a probe at every tick, whether or not the one before was answered: a blocked worker meets all of them. */
async function probeAtEveryTick({ url, everyMs, forMs }: ProbeOrder): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const answers: Promise<Answer>[] = []
  const end = performance.now() + forMs
  for (let next = performance.now(); next < end; next += everyMs) {
    await delay(Math.max(0, next - performance.now()))
    answers.push(ask(url, agent))
  }
  const all = await Promise.all(answers)
  agent.destroy()
  const latenciesMs = all.map(({ latencyMs }) => latencyMs)
  const failures = all.flatMap(({ failure }) => failure ?? [])
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage({ latenciesMs, failures })
}

interface Answer {
  readonly latencyMs: number
  readonly failure: string | undefined
}

function ask(url: string, agent: Agent): Promise<Answer> {
  const sentAt = performance.now()
  return new Promise((resolve) => {
    const finish = (failure?: string) => resolve({ latencyMs: performance.now() - sentAt, failure })
    const request = get(url, { agent, timeout: TIMEOUT_MS }, (response) => {
      const { statusCode } = response
      response.resume().once('end', () => finish(statusCode === 200 ? undefined : `status ${statusCode}`))
    })
    request.once('timeout', () => request.destroy(new Error('timed out')))
    request.once('error', ({ message }) => finish(message))
  })
}

const order: ProbeOrder = workerData
void probeAtEveryTick(order)
