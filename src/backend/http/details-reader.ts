import { join } from 'node:path'
import { ComputeFault, type ComputePool, type ComputeTask } from '@nrf/compute-pool'
import type { AssessmentDetails } from '../assessment-source'
import { BackendBadResponse, DetailsInvalid } from '../backend.failures'
import { readDetails, type DetailsInput, type DetailsReading } from './read-details'

/** Below this size the way to another thread costs more than it saves. */
const LARGE_BODY_BYTES = 1024 * 1024
const TIMEOUT_MS = 30_000

const READ_DETAILS: ComputeTask<DetailsInput, DetailsReading> = {
  name: 'read-details',
  module: join(__dirname, 'read-details.task')
}

/** Reads details from bytes: in this thread when they are few, on another one when they would hold up the event loop. */
export class DetailsReader {
  constructor(
    private readonly pool: ComputePool,
    private readonly maxVertices: number
  ) {}

  /**
   * @param bytes a JSON text; many bytes are gone afterwards, since their memory moves to the other thread
   * @throws BackendBadResponse, DetailsInvalid, or the signal's reason
   */
  async read(bytes: Buffer, signal: AbortSignal): Promise<AssessmentDetails> {
    const { length } = bytes
    const reading = await this.readingOf({ bytes, maxVertices: this.maxVertices }, signal)
    if (reading.kind === 'not-json') throw new BackendBadResponse(`${length} bytes that are not JSON`)
    if (reading.kind === 'invalid') throw new DetailsInvalid(reading.faults)
    return reading.details
  }

  private async readingOf(input: DetailsInput, signal: AbortSignal): Promise<DetailsReading> {
    const { bytes } = input
    if (bytes.length <= LARGE_BODY_BYTES) return readDetails(input)
    try {
      const transfer = bytes.buffer instanceof ArrayBuffer && isWhole(bytes) ? [bytes.buffer] : []
      return await this.pool.run(READ_DETAILS, input, { signal, timeoutMs: TIMEOUT_MS, transfer })
    } catch (error) {
      if (error instanceof ComputeFault && error.kind === 'memory')
        return { kind: 'invalid', faults: ['the body needs more memory than reading it may take'] }
      throw error
    }
  }
}

/** A part of larger memory must not take the rest of it along. */
function isWhole({ byteLength, buffer }: Uint8Array): boolean {
  return byteLength === buffer.byteLength
}
