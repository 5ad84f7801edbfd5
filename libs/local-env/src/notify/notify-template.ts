/** An e-mail template; `((name))` is a placeholder that the sender must fill. */
export interface NotifyTemplate {
  readonly id: string
  readonly name: string
  readonly subject: string
  readonly body: string
}

const PLACEHOLDER = /\(\(([^()]+)\)\)/g

/** The e-mail to the applicant. */
export const jobCompleted: NotifyTemplate = {
  id: '0c8f4d3a-6d51-4b7e-9a52-3f1d2c7b9e10',
  name: 'Job completed',
  subject: 'Your impact assessment for ((development_name)) is ready',
  body: `Reference: ((job_id))
Estimate: ((estimateReference))
Assessment: ((assessment_type))
Levy: ((levyAmount))
Monitoring: ((monitoringAmount))
Maintenance: ((maintenanceAmount))
Administration: ((adminAmount))
Results: ((results_link))`
}

/** The e-mail to the support mailbox. */
export const jobFailed: NotifyTemplate = {
  id: '5e7a1b92-8c34-4f06-b1d9-72c05ae6f3d4',
  name: 'Job failed',
  subject: 'Impact assessment ((job_id)) failed',
  body: `Development: ((development_name))
Estimate: ((estimateReference))
Assessment: ((assessment_type))
Status: ((status_link))
Reason: ((error_message))`
}

/** Placeholders without a value, in order of the template. */
export function missingPersonalisation(
  { subject, body }: NotifyTemplate,
  values: Readonly<Record<string, unknown>>
): string[] {
  const names = [...`${subject}\n${body}`.matchAll(PLACEHOLDER)].map((match) => match[1])
  return [...new Set(names)].filter((name) => values[name] === undefined || values[name] === null)
}

/** Text of a template with its placeholders filled. */
export function fill(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => String(values[name]))
}
