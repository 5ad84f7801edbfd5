import { basename } from 'node:path'
import type { FileRunEnd } from '../../assessments/assessment.runner'
import type { Refusal } from './refusal'

const MOST_LISTED = 20

/** What became of the features of a file. */
export class RunTally {
  private inScope = 0
  private outOfScope = 0
  private readonly refusals: Refusal[] = []

  constructor(private readonly path: string) {}

  get isComplete(): boolean {
    return this.refusals.length === 0
  }

  /** Features that have come to an end so far. */
  get count(): number {
    return this.inScope + this.outOfScope + this.refusals.length
  }

  refuse(refusal: Refusal): void {
    this.refusals.push(refusal)
  }

  /** @param features how many of them the development stands for */
  end(end: FileRunEnd, features: number): void {
    if ('failure' in end) {
      const feature = features === 1 ? end.development.siteNumber : undefined
      const { message } = end.failure
      this.refuse({ feature, problem: message, fix: 'See docs/codes.md: ' + end.failure.code })
    } else if (end.outcome.scope.status === 'in-scope') this.inScope += features
    else this.outOfScope += features
  }

  /** Counts, and the first refusals with what to do about them. */
  describe(): string {
    const refused = [...this.refusals].sort((a, b) => (a.feature ?? 0) - (b.feature ?? 0))
    const counts = [
      `${plural(this.inScope + this.outOfScope, 'feature')} assessed`,
      `${this.inScope} in scope`,
      `${this.outOfScope} out of scope`,
      `${refused.length} refused`
    ]
    const more = refused.length - MOST_LISTED
    return [
      `${basename(this.path)}: ${counts.join(', ')}`,
      ...refused.slice(0, MOST_LISTED).map((refusal) => `  ${this.sentences(refusal)}`),
      ...(more > 0 ? [`  and ${more} more`] : [])
    ].join('\n')
  }

  private sentences({ feature, problem, fix }: Refusal): string {
    const place = feature === undefined ? '' : `, feature ${feature}`
    return `${basename(this.path)}${place}: ${withoutStop(problem)}. ${withoutStop(fix)}.`
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
