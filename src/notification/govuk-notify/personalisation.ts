import type { CompletedNotice, FailedNotice } from '../notifier'

const NAME_LIMIT = 200
const REASON_LIMIT = 1000
const NOT_CALCULATED = 'Not calculated'
const READABLE_REFERENCE = /^NR[FL]-\d{6}$/

/** Keys whose text comes from outside; Notify takes Markdown and links out of them. */
export const USER_TEXT_KEYS = ['development_name', 'assessment_type']

type Notice = Pick<CompletedNotice, 'reference' | 'developmentName' | 'assessmentTypes'>

/** Values of the template that tells an applicant about the results. */
export function completedPersonalisation(notice: CompletedNotice, resultsBaseUrl: string) {
  return {
    ...commonPersonalisation(notice),
    results_link: linkTo(notice.reference, resultsBaseUrl),
    levyAmount: NOT_CALCULATED,
    monitoringAmount: NOT_CALCULATED,
    maintenanceAmount: NOT_CALCULATED,
    adminAmount: NOT_CALCULATED
  }
}

/** Values of the template that tells support about a failed job. */
export function failedPersonalisation(notice: FailedNotice, resultsBaseUrl: string) {
  return {
    ...commonPersonalisation(notice),
    status_link: linkTo(notice.reference, resultsBaseUrl),
    error_message: `${oneLine(notice.reason, REASON_LIMIT)} (${notice.code})`
  }
}

function commonPersonalisation({ reference, developmentName, assessmentTypes }: Notice) {
  return {
    job_id: reference,
    development_name: oneLine(developmentName, NAME_LIMIT) || 'Unnamed development',
    assessment_type: oneLine(assessmentTypes.join(', '), NAME_LIMIT),
    estimateReference: READABLE_REFERENCE.test(reference) ? reference : reference.slice(0, 8).toUpperCase()
  }
}

function linkTo(reference: string, resultsBaseUrl: string): string {
  return `${resultsBaseUrl.replace(/\/+$/, '')}/${encodeURIComponent(reference)}`
}

function oneLine(text: string, limit: number): string {
  const characters = Array.from(text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit - 1).join('')}…`
}
