import { join } from 'node:path'
import type { ComputePool, ComputeTask } from '@nrf/compute-pool'

/** A task of `compute-tasks`, which are JavaScript, so that threads can load them as they are. */
export function computeTask<Input, Answer>(name: string): ComputeTask<Input, Answer> {
  return { name, module: join(__dirname, 'compute-tasks', `${name}.cjs`) }
}

/** What every pool does. */
export function itBehavesLikeAComputePool(open: () => ComputePool): void {
  const run = { signal: new AbortController().signal, timeoutMs: 60_000 }
  let pool: ComputePool

  beforeEach(() => {
    pool = open()
  })

  afterEach(() => pool.close())

  it('answers, many at a time', async () => {
    const task = computeTask<number, number>('double')
    const numbers = Array.from({ length: 50 }, (_, index) => index)
    const answers = await Promise.all(numbers.map((number) => pool.run(task, number, run)))
    expect(answers).toEqual(numbers.map((number) => 2 * number))
  })

  it('moves the memory that it is told to move, and copies the rest', async () => {
    const task = computeTask<Uint8Array, number>('length')
    const [moved, copied] = [new Uint8Array(7), new Uint8Array(8)]
    await expect(pool.run(task, moved, { ...run, transfer: [moved.buffer] })).resolves.toBe(7)
    await expect(pool.run(task, copied, run)).resolves.toBe(8)
    expect([moved.length, copied.length]).toEqual([0, 8])
  })

  it('says that a task crashed, and goes on', async () => {
    await expect(pool.run(computeTask('throw'), 1, run)).rejects.toMatchObject({
      kind: 'crashed',
      message: 'The task throw ended without an answer',
      cause: { message: 'no' }
    })
    await expect(pool.run(computeTask('double'), 1, run)).resolves.toBe(2)
  })

  it('does not begin after an abort', async () => {
    const signal = AbortSignal.abort(new Error('not wanted'))
    await expect(pool.run(computeTask('double'), 1, { ...run, signal })).rejects.toThrow('not wanted')
  })

  it('takes nothing after its end', async () => {
    await pool.close()
    await expect(pool.run(computeTask('double'), 1, run)).rejects.toMatchObject({ kind: 'crashed' })
  })
}
