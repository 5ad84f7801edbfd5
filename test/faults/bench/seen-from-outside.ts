import { createHash } from 'node:crypto'
import {
  deliveryOf,
  type BackendObservation,
  type NotifyObservation,
  type SqsObservation
} from '@nrf/local-env'
import type { History } from '../history/history'

/** Writes into the history what passes between the workers and their surroundings. */
export class SeenFromOutside {
  /** Worker that got a message last, by message id. */
  readonly holders = new Map<string, string>()
  private readonly messageIds = new Map<string, string>()

  constructor(private readonly history: History) {}

  know(reference: string, messageId: string): void {
    this.messageIds.set(reference, messageId)
  }

  /** The worker that has, or had last, the message of a job. */
  holderOf(reference: string | undefined): string | undefined {
    return this.holders.get(this.messageIds.get(reference ?? '') ?? '')
  }

  seeQueue({ phase, action, client, messageIds, fault }: SqsObservation): void {
    if (phase === 'arrived' && fault !== undefined)
      this.history.add({ kind: 'fault', what: `${action} of ${client}: ${fault}` })
    if (phase !== 'answered' || messageIds.length === 0) return
    if (action === 'ReceiveMessage') {
      for (const messageId of messageIds) this.holders.set(messageId, client)
      this.history.add({ kind: 'received', worker: client, messageIds })
    }
    if (action.startsWith('DeleteMessage')) this.history.add({ kind: 'deleted', worker: client, messageIds })
  }

  seeBackend({ phase, request }: BackendObservation): void {
    const { route, reference = '' } = request
    if (phase === 'received' && route === 'details') this.history.add({ kind: 'asked', reference })
    if (phase === 'applied' && route === 'results')
      this.history.add({ kind: 'posted', ...deliveryOf(request) })
  }

  seeNotify({ phase, request }: NotifyObservation): void {
    if (phase !== 'applied' || request.route !== 'email' || request.appliedStatus !== 201) return
    const { template_id, email_address, personalisation } = request.body as EmailBody
    this.history.add({
      kind: 'mailed',
      reference: personalisation.job_id,
      templateId: template_id,
      recipient: createHash('sha256').update(email_address).digest('hex').slice(0, 16),
      mailReference: request.reference
    })
  }
}

interface EmailBody {
  readonly template_id: string
  readonly email_address: string
  readonly personalisation: { readonly job_id: string }
}
