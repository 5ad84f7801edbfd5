import { setTimeout as wait } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { request } from 'undici'
import { detailsFromFile, detailsOfUpload, isFile, type SubmittedDetails } from './demo/submission'
import { findEnvironment, type RunningEnvironment } from './demo/running-environment'
import { figuresOf, membersOf, readPostedResult, textOf, type PostedResult } from './demo/posted-result'
import { uploadFile } from './demo/upload-file'
import { withQueueSender } from './queue-sender'

const WATCH_MS = 120_000
const POLL_MS = 200
const REQUEST_MS = 10_000
const FAILED = 1
const NOT_ENDED = 3

interface SubmitOptions {
  readonly type?: string
  readonly dwellings?: number
  readonly upload: boolean
  readonly watch: boolean
  readonly folder: string
}

type Target = Pick<RunningEnvironment, 'queue' | 'bucket' | 'backend'>

/** `nrf submit`: exit code 0 when sent or completed, 1 when the job failed, 3 when it has not ended in time. */
export function submitCommand(environment: NodeJS.ProcessEnv = process.env): Command {
  return new Command('submit')
    .description(
      'send a job: a reference that the backend knows, or a GeoJSON or GeoPackage file with one site'
    )
    .argument('<reference-or-file>')
    .option('--type <type>', 'assessment type, e.g. nutrient')
    .option('--dwellings <count>', 'dwellings of a site from a file', wholeNumber)
    .option(
      '--upload',
      'store the file (also a zipped shapefile or KML) in the bucket and send its key',
      false
    )
    .option('--watch', 'follow the job to its end', false)
    .option('--folder <folder>', 'folder of a running `nrf start`', '.nrf')
    .action(async (what: string, options: SubmitOptions) => {
      try {
        process.exitCode = await submit(what, options, await targetOf(environment, options))
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error))
        process.exitCode = FAILED
      }
    })
}

async function submit(what: string, options: SubmitOptions, target: Target): Promise<number> {
  const reference = isFile(what) ? await makeKnown(await detailsOf(what, options, target), target) : what
  const message = { version: 1, reference, ...(options.type && { assessmentTypes: [options.type] }) }
  const id = await withQueueSender(target.queue, (sender) => sender.send(message))
  console.log(`${reference} is sent as message ${id}`)
  return options.watch ? watch(reference, target) : 0
}

async function detailsOf(path: string, options: SubmitOptions, target: Target): Promise<SubmittedDetails> {
  if (!options.upload) return detailsFromFile(path, options)
  if (!target.bucket) throw new Error('AWS_S3_INPUT_BUCKET is not set: the file has no place to go to')
  return detailsOfUpload(await uploadFile(path, target.bucket, target.queue), options)
}

/** The configured queue and backend, else those of a running `nrf start`. */
async function targetOf(environment: NodeJS.ProcessEnv, { folder }: SubmitOptions): Promise<Target> {
  const url = environment['AWS_SQS_QUEUE_URL']
  if (!url) return findEnvironment(folder)
  const region = environment['AWS_REGION'] ?? 'eu-west-2'
  const endpoint = environment['SQS_ENDPOINT'] ?? environment['AWS_ENDPOINT_URL']
  const backendUrl = environment['BACKEND_BASE_URL']
  if (!backendUrl) throw new Error('BACKEND_BASE_URL is not set: the job cannot be prepared or followed')
  return {
    queue: { url, region, endpoint },
    bucket: environment['AWS_S3_INPUT_BUCKET'],
    backend: { url: backendUrl, apiKey: environment['BACKEND_API_KEY'] ?? '' }
  }
}

/** Only the embedded backend takes an assessment by PUT. */
async function makeKnown(details: SubmittedDetails, target: Target): Promise<string> {
  const { status } = await call(target, 'PUT', `/assessments/${details.reference}`, details)
  if (status >= 300) {
    throw new Error(
      `The backend does not take a new assessment (${status}); submit a reference that it knows`
    )
  }
  return details.reference
}

async function watch(reference: string, target: Target): Promise<number> {
  const deadline = performance.now() + WATCH_MS
  let shown = ''
  while (performance.now() < deadline) {
    const { status, body } = await call(target, 'GET', `/assessments/${reference}`)
    const state = status === 200 ? textOf(membersOf(body)['status']) : `unknown to the backend (${status})`
    if (state !== shown) console.log(`${new Date().toISOString().slice(11, 19)} ${state}`)
    shown = state
    if (state === 'COMPLETED' || state === 'FAILED') return tellEnd(reference, state, target)
    await wait(POLL_MS)
  }
  console.error(`${reference} has not ended within ${WATCH_MS / 1000} s; the message is still on its way`)
  return NOT_ENDED
}

async function tellEnd(reference: string, state: string, target: Target): Promise<number> {
  const { status, body } = await call(target, 'GET', `/assessments/${reference}/results`)
  const result = status === 200 ? readPostedResult(body) : undefined
  if (result) tellResult(result)
  return state === 'COMPLETED' ? 0 : FAILED
}

function tellResult(result: PostedResult): void {
  const { end, failure } = result
  if (failure) console.log(`${failure.code}: ${failure.message}`)
  else if (end === 'out-of-scope') console.log('The site is out of scope.')
  else console.log(figuresOf(result))
}

async function call(
  { backend }: Target,
  method: 'GET' | 'PUT',
  path: string,
  body?: object
): Promise<{ status: number; body: unknown }> {
  const answer = await request(new URL(path, backend.url), {
    method,
    headers: { 'x-api-key': backend.apiKey, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_MS)
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, body: text === '' ? undefined : parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error('The backend gave an answer that is not JSON', { cause: error })
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}
