import type { EffectSummary, JobSummary } from '../../ledger/job-ledger'

/** A name and what is to be said under it; undefined says nothing. */
export type ReportLine = readonly [name: string, text: string | undefined]

const NAME_WIDTH = 14

export function linesOf(lines: readonly ReportLine[]): string {
  return lines
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([name, text]) => `${name.padEnd(NAME_WIDTH)}${text}`)
    .join('\n')
}

/** What a ledger knows of one job; nothing of it is personal. */
export function jobReport(job: JobSummary): string {
  return linesOf([['Reference', job.reference], ...jobLines(job), ['Trace id', job.traceId ?? undefined]])
}

export function jobLines(job: JobSummary): ReportLine[] {
  const { jobKey, state, errorCode, attempt, deliveries, interruptions, redrives, effects } = job
  const counts = [`attempt ${attempt}`, `deliveries ${deliveries}`, `interruptions ${interruptions}`]
  return [
    ['Job', jobKey],
    ['State', errorCode === null ? state : `${state}, ${errorCode}`],
    ['Tries', [...counts, `redrives ${redrives}`].join(', ')],
    ['First seen', timeOf(job.firstSeenAt)],
    ['Last change', timeOf(job.updatedAt)],
    ['Ended', job.finishedAt === null ? undefined : timeOf(job.finishedAt)],
    ['Last message', job.lastMessageId ?? undefined],
    ...effects.map((effect, index): ReportLine => [index === 0 ? 'Effects' : '', effectText(effect)])
  ]
}

function effectText({ effect, state, tries, isStored }: EffectSummary): string {
  const stored = isStored ? 'its request is stored' : 'its request is erased'
  return `${effect} ${state}, tries ${tries}, ${stored}`
}

export function timeOf(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
