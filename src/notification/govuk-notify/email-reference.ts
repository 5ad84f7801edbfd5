import { nameBasedUuid } from '../../name-based-uuid'

/** Namespace of the references of this service; never changed, or old e-mails would not be found again. */
const NAMESPACE = Buffer.from('6f1d9a5e3c2b4f7a8e0d1b2c3a4f5e60', 'hex')

export type TemplateName = 'job-completed' | 'job-failed'

interface JobIdentity {
  readonly reference: string
  readonly revision: number
  readonly assessmentTypes: readonly string[]
}

/**
 * The label under which Notify files one e-mail of one job: the same job and template always give the same one.
 * A version 5 UUID, so that it holds no personal data and Notify's list can be searched for it.
 */
export function emailReference(job: JobIdentity, template: TemplateName): string {
  const name = JSON.stringify([job.reference, job.revision, [...job.assessmentTypes].sort(), template])
  return nameBasedUuid(NAMESPACE, name)
}

/** Another label for an e-mail that Notify accepted but failed to send, and is asked to send once more. */
export function repeatedReference(reference: string): string {
  return nameBasedUuid(NAMESPACE, JSON.stringify([reference, 'again']))
}
