import { mkdirSync } from 'node:fs'
import { deepStrictEqual } from 'node:assert'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { readUpload } from '@nrf/geo-files'
import { fromWkb, readBoundary } from '@nrf/geometry'
import { JsonRefused, parseStrictJson } from '@nrf/strict-json'
import type { ReaderAnswer, ReaderQuestion } from './reader-thread'

const FOLDER = join(tmpdir(), `nrf-fuzz-${process.pid}`)
const MAX_VERTICES = 100_000

/** Reads one input and answers how it went; whatever a reader throws unasked is an answer of its own. */
async function answer(question: ReaderQuestion): Promise<ReaderAnswer> {
  try {
    return { id: question.id, verdict: await verdictOf(question) }
  } catch (error) {
    return { id: question.id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

async function verdictOf({ reader, bytes, filename }: ReaderQuestion): Promise<string> {
  if (reader === 'json') return jsonVerdict(bytes)
  if (reader === 'boundary') return boundaryVerdict(JSON.parse(Buffer.from(bytes).toString()))
  const reading = await readUpload(bytes, { filename, temporaryFolder: FOLDER })
  if (!reading.ok) return reading.problem.code
  reading.geometries.forEach((geometry) => boundaryVerdict(geometry))
  return 'accepted'
}

/** What is accepted has to be what the platform's own parser reads. */
function jsonVerdict(bytes: Uint8Array): string {
  try {
    const value = parseStrictJson(bytes)
    const text = Buffer.from(bytes)
      .toString()
      .replace(/^\uFEFF/, '')
    deepStrictEqual(value, JSON.parse(text))
    return 'accepted'
  } catch (error) {
    if (error instanceof JsonRefused) return error.code
    throw error
  }
}

/** What is accepted has to be finite, and readable as what was written. */
function boundaryVerdict(value: unknown): string {
  const reading = readBoundary(value, { srid: 27700, maxVertices: MAX_VERTICES })
  if (!reading.ok) return reading.problem.code
  const { coordinates } = fromWkb(reading.ewkb)
  if (!(coordinates as unknown[]).flat(4).every((ordinate) => Number.isFinite(ordinate))) {
    throw new Error('An accepted boundary has an ordinate that is not finite')
  }
  return 'accepted'
}

mkdirSync(FOLDER, { recursive: true })
parentPort!.on('message', (question: ReaderQuestion) => {
  void answer(question).then((given) => parentPort!.postMessage(given))
})
