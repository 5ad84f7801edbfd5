import { createHash } from 'node:crypto'

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
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  bytes[6] = (bytes[6] & 0x0f) | 0x50
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
