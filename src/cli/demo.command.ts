import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Command } from 'commander'
import type { LocalEnvironment, WorkerProcess } from '@nrf/local-env'
import { loadReferenceConfig } from '../config/load-config'
import { forgetJobs } from './forget-jobs'
import { demoFaults, demoTable, type DemoResult } from './demo/demo-report'
import { readPostedResult, textOf } from './demo/posted-result'
import { loadSampleDistrict } from './demo/sample-district'
import { localEnv } from './local-environment'
import { SAMPLES } from './project-root'
import { withQueueSender, type QueueSender } from './queue-sender'
import { lendReferenceData } from './reference-data-context'
import { readSampleDevelopments, type SampleDevelopment } from './sample-developments'

const JOB_MS = 60_000
const DEAD_LETTER_POLL_MS = 100
const REST_MS = 1000

/** `nrf demo`: the whole service on this machine, from a message on the queue to the e-mail, on invented sites. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'start the embedded environment and the worker, assess the sample developments, compare, stop'
    )
    .option('--folder <folder>', 'where the embedded database is kept', '.nrf')
    .action(async ({ folder }: { folder: string }) => {
      const { startLocalEnvironment } = await localEnv()
      const environment = await startLocalEnvironment({ folder, onProgress: say })
      try {
        process.exitCode = (await demonstrate(environment)) ? 0 : 1
      } finally {
        await environment.stop()
      }
    })
}

async function demonstrate(environment: LocalEnvironment): Promise<boolean> {
  await prepareSamples(environment)
  const samples = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  for (const { details } of samples) environment.backend.put(details)

  say('Starting the worker as its own process')
  const startedAt = performance.now()
  const worker = await environment.startWorker({ JOB_RETRY_BASE_SECONDS: '1' })
  await worker.ready()
  const firstPollMs = performance.now() - startedAt
  await wait(REST_MS)
  const restMiB = worker.rssMiB()

  const faults = await withQueueSender(queueOf(environment), async (sender) => {
    const results = await runAll(samples, { environment, worker, sender })
    console.log(demoTable(results))
    return [...demoFaults(results), ...(await deadLetterFaults(samples, sender))]
  })
  const { code, signal, afterMs } = await worker.stop()
  if (code !== 0) faults.push(`The worker ended with ${signal ?? code}, not with 0`)
  say(
    `Start to first poll ${Math.round(firstPollMs)} ms; resident memory at rest ${Math.round(restMiB)} MiB; ` +
      `stopped in ${Math.round(afterMs)} ms; database: ${environment.database.description}`
  )
  for (const fault of faults) console.error(`Fault: ${fault}`)
  say(faults.length === 0 ? `All ${samples.length} developments ended as expected.` : 'The demo failed.')
  return faults.length === 0
}

/**
 * Brings the reference data of the sample district into the environment's database. The jobs of an earlier start are
 * forgotten there: its queue, its backend and its Notify begin empty too.
 */
export async function prepareSamples({ database }: LocalEnvironment): Promise<void> {
  await forgetJobs(database.url)
  const config = loadReferenceConfig({
    ENVIRONMENT: 'local',
    DATABASE_URL: database.url,
    ...(database.isSingleSession && { DB_SINGLE_SESSION: 'true' })
  })
  await lendReferenceData(config, async (tools) => {
    const loaded = await loadSampleDistrict(tools, say)
    if (loaded === 0) say('The sample reference data is there already')
  })
}

interface Stage {
  readonly environment: LocalEnvironment
  readonly worker: WorkerProcess
  readonly sender: QueueSender
}

async function runAll(samples: readonly SampleDevelopment[], stage: Stage): Promise<DemoResult[]> {
  const results: DemoResult[] = []
  for (const sample of samples) results.push(await runOne(sample, stage))
  return results
}

async function runOne(sample: SampleDevelopment, stage: Stage): Promise<DemoResult> {
  const { environment, worker, sender } = stage
  const { reference } = sample.details
  const sentAt = performance.now()
  await sender.send({ version: 1, reference })
  await worker.waitForLog((log) => isEnd(log, reference), JOB_MS)
  return {
    sample,
    durationMs: performance.now() - sentAt,
    posted: readPostedResult(environment.backend.resultOf(reference)),
    emails: emailsAbout(reference, environment)
  }
}

function isEnd(log: Readonly<Record<string, unknown>>, reference: string): boolean {
  const hasEnded = ['job_completed', 'job_dead'].includes(textOf(log['event.action']))
  return hasEnded && log['event.reference'] === reference
}

function emailsAbout(reference: string, { notify }: LocalEnvironment): DemoResult['emails'] {
  return notify.emails
    .filter(({ personalisation }) => personalisation['job_id'] === reference)
    .map(({ templateId }) => (templateId === notify.templates.jobCompleted ? 'completed' : 'failed'))
}

/** Messages that cannot succeed have to be kept in the dead-letter queue, and no other. */
async function deadLetterFaults(
  samples: readonly SampleDevelopment[],
  sender: QueueSender
): Promise<string[]> {
  const expected = samples.filter(({ expect }) => expect === 'failed').length
  const deadline = performance.now() + JOB_MS
  let count = await sender.deadLetterCount()
  while (count < expected && performance.now() < deadline) {
    await wait(DEAD_LETTER_POLL_MS)
    count = await sender.deadLetterCount()
  }
  say(`Dead-letter queue: ${count} message(s)`)
  return count === expected ? [] : [`The dead-letter queue holds ${count} messages, not ${expected}`]
}

function queueOf({ queue, queues }: LocalEnvironment) {
  const { region, endpoint, credentials } = queues
  return { url: queue.url, deadLetterUrl: queue.deadLetterUrl, region, endpoint, credentials }
}

function say(sentence: string): void {
  console.log(sentence)
}
