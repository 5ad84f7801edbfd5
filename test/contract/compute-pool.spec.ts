import { join } from 'node:path'
import { PiscinaPool } from '@nrf/compute-pool'
import { SameThreadPool } from '../fakes/same-thread-pool'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../flow/until'
import { computeTask, itBehavesLikeAComputePool } from './compute-pool.contract'

const THREAD_FILE = join(__dirname, '../../dist/libs/compute-pool/src/compute-thread.js')

const openPool = (): PiscinaPool =>
  new PiscinaPool({ maxThreads: 2, maxMemoryMiB: 64, idleTimeoutMs: 1_000 }, THREAD_FILE)

describe('SameThreadPool', () => {
  itBehavesLikeAComputePool(() => new SameThreadPool())
})

describe('PiscinaPool', () => {
  itBehavesLikeAComputePool(openPool)

  let pool: PiscinaPool

  beforeEach(() => {
    pool = openPool()
  })

  afterEach(() => pool.close())

  const run = { signal: new AbortController().signal, timeoutMs: 60_000 }
  const SPIN = computeTask<SharedArrayBuffer, never>('spin')

  /** A task that never ends by itself; the second number counts its rounds. */
  async function startSpinning(signal: AbortSignal, timeoutMs = 60_000) {
    const flag = new SharedArrayBuffer(8)
    const view = new Int32Array(flag)
    const rounds = (): number => Atomics.load(view, 1)
    const ended = pool.run(SPIN, flag, { signal, timeoutMs }).then(
      () => undefined,
      (error: unknown) => error
    )
    await until(
      async () => Atomics.load(view, 0),
      (started) => started === 1
    )
    return { ended, rounds }
  }

  it('ends the thread of a task that is given up, and has one for the next', async () => {
    const stop = new AbortController()
    const { ended, rounds } = await startSpinning(stop.signal)
    stop.abort(new Error('given up'))
    await expect(ended).resolves.toMatchObject({ message: 'given up' })
    await until(
      async () => {
        const before = rounds()
        await delay(50)
        return rounds() - before
      },
      (made) => made === 0
    )
    await expect(pool.run(computeTask('double'), 4, run)).resolves.toBe(8)
  })

  it('gives up a task that takes too long', async () => {
    const { ended } = await startSpinning(run.signal, 2_000)
    await expect(ended).resolves.toMatchObject({
      kind: 'timeout',
      message: 'The task spin did not end in time'
    })
  })

  it('survives a task that eats memory', async () => {
    await expect(pool.run(computeTask('grow'), 0, run)).rejects.toMatchObject({ kind: 'memory' })
    await expect(pool.run(computeTask('double'), 4, run)).resolves.toBe(8)
  })

  it('ends a running task with itself', async () => {
    const { ended } = await startSpinning(run.signal)
    await pool.close()
    await expect(ended).resolves.toMatchObject({ kind: 'crashed' })
  })
})
