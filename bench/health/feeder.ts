import { setTimeout as delay } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { LocalEnvironment, WorkerProcess } from '../../libs/local-env/src'
import { largeSite } from './large-site'

/** Jobs that wait besides those in the slots: the slots never run dry. */
const OUTSTANDING = 8
const PAUSE_MS = 20

/** Keeps the slots busy with jobs of one large boundary, each under a reference of its own. */
export class Feeder {
  private sent = 0
  private isOver = false
  private readonly boundary = { geometry: largeSite(), srid: 27700 }
  private readonly sqs: SQSClient

  constructor(
    private readonly environment: LocalEnvironment,
    private readonly worker: WorkerProcess
  ) {
    const { region, endpoint, credentials } = environment.queues
    this.sqs = new SQSClient({ region, endpoint, credentials })
  }

  get bodyBytes(): number {
    return Buffer.byteLength(JSON.stringify(this.details('NRF-000000')))
  }

  /** Jobs that ended so far. */
  ended(action: 'job_completed' | 'job_dead'): number {
    return this.worker.logs.filter((log) => log['event.action'] === action).length
  }

  /** Sends jobs until `stop`. */
  async run(): Promise<void> {
    while (!this.isOver) {
      if (this.sent - this.ended('job_completed') - this.ended('job_dead') < OUTSTANDING) await this.sendOne()
      else await delay(PAUSE_MS)
    }
    this.sqs.destroy()
  }

  stop(): void {
    this.isOver = true
  }

  private async sendOne(): Promise<void> {
    this.sent += 1
    const reference = `NRF-${100_000 + this.sent}`
    this.environment.backend.put(this.details(reference))
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.environment.queue.url,
        MessageBody: JSON.stringify({ version: 1, reference })
      })
    )
  }

  private details(reference: string) {
    return {
      reference,
      revision: 1,
      status: 'QUEUED',
      developmentName: 'Large site',
      development: { types: ['housing'], housingUnits: 60 },
      assessmentTypes: ['nutrient'],
      boundary: this.boundary
    }
  }
}
