import 'reflect-metadata'
import { ComputeFault, ComputePool, type ComputeRun, type ComputeTask } from '@nrf/compute-pool'
import { SameThreadPool } from '../../../test/fakes/same-thread-pool'
import { DetailsReader } from './details-reader'

const { signal } = new AbortController()

const SITE = {
  type: 'Polygon',
  coordinates: [
    [
      [615200, 309800],
      [615300, 309800],
      [615300, 309900],
      [615200, 309800]
    ]
  ]
}

const MIB = 1024 * 1024

const details = (padding = 0): Buffer =>
  Buffer.from(
    JSON.stringify({
      reference: 'NRF-000001',
      status: 'QUEUED',
      development: { types: ['housing'], housingUnits: 42 },
      boundary: { geometry: SITE, srid: 27700 },
      padding: 'x'.repeat(padding)
    })
  )

/** Counts what runs on another thread; a fault takes the place of the next answer. */
class WatchedPool extends ComputePool {
  readonly ran: string[] = []
  fault: ComputeFault | undefined
  private readonly pool = new SameThreadPool()

  override run<Input, Answer>(
    task: ComputeTask<Input, Answer>,
    input: Input,
    run: ComputeRun
  ): Promise<Answer> {
    this.ran.push(task.name)
    return this.fault ? Promise.reject(this.fault) : this.pool.run(task, input, run)
  }

  override close(): Promise<void> {
    return this.pool.close()
  }
}

describe('DetailsReader', () => {
  let pool: WatchedPool
  let reader: DetailsReader

  beforeEach(() => {
    pool = new WatchedPool()
    reader = new DetailsReader(pool, 1_000)
  })

  it('reads a body of up to 1 MiB in this thread, a larger one on another, to the same details', async () => {
    const small = await reader.read(details(), signal)
    expect(pool.ran).toEqual([])
    expect(await reader.read(details(MIB), signal)).toEqual(small)
    expect(pool.ran).toEqual(['read-details'])
    const exact = details(MIB - details().length)
    expect(exact).toHaveLength(MIB)
    await reader.read(exact, signal)
    expect(pool.ran).toHaveLength(1)
  })

  it('moves the memory of a large body instead of copying it, but not that of others', async () => {
    const whole = details(MIB)
    const part = Buffer.concat([details(MIB), Buffer.alloc(8)]).subarray(0, whole.length)
    await reader.read(whole, signal)
    await reader.read(part, signal)
    expect([whole.length, part.length > 0]).toEqual([0, true])
  })

  it.each([
    ['not JSON', Buffer.from('{"reference":'), 'backend_bad_response', true],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'backend_bad_response', true],
    ['nested too deep', Buffer.from(`{"a":${'['.repeat(5_000)}`), 'details_invalid', false],
    ['a key twice', Buffer.from('{"status":"QUEUED","status":"FAILED"}'), 'details_invalid', false],
    ['a number out of range', Buffer.from('{"revision":1e999}'), 'details_invalid', false],
    ['no object', Buffer.from('7'), 'details_invalid', false]
  ])('refuses what is %s', async (_name, bytes, code, retryable) => {
    await expect(reader.read(bytes, signal)).rejects.toMatchObject({ code, retryable })
  })

  it('says where strict reading met a fault', async () => {
    const reading = reader.read(Buffer.from('{"boundary":{"geometry":{"coordinates":[[[1e999]]]}}}'), signal)
    await expect(reading).rejects.toThrow('At /boundary/geometry/coordinates/0/0/0: a number')
  })

  it('refuses a body that needs too much memory, and passes on what else happens to the task', async () => {
    pool.fault = new ComputeFault('memory', 'read-details')
    await expect(reader.read(details(MIB), signal)).rejects.toMatchObject({ code: 'details_invalid' })
    pool.fault = new ComputeFault('timeout', 'read-details')
    await expect(reader.read(details(MIB), signal)).rejects.toBe(pool.fault)
  })
})
