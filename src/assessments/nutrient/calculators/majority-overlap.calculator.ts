import { Injectable } from '@nestjs/common'
import { byCodePoint } from '../../code-point-order'
import type { OverlapCandidate } from '../nutrient.types'

/**
 * Overlaps that differ by less than this share are equal: a feature that was cut into pieces sums to the last
 * digit differently from one that was not, and such noise must not decide a tie.
 */
const EQUAL_WITHIN_SHARE = 1e-9

/**
 * Picks the single feature that covers most of the site. A feature that only touches is a candidate and wins when
 * nothing else is there; ties go to the attribute by code point (missing last), then to load order.
 */
@Injectable()
export class MajorityOverlapCalculator {
  calculate(candidates: readonly OverlapCandidate[]): OverlapCandidate | null {
    return largestOverlaps(candidates)[0] ?? null
  }
}

/** The features that cover most of the site, more than one where they tie; the first is the one that is taken. */
export function largestOverlaps(candidates: readonly OverlapCandidate[]): OverlapCandidate[] {
  const most = candidates.reduce((best, { overlapM2 }) => Math.max(best, overlapM2), 0)
  return candidates
    .filter(({ overlapM2 }) => overlapM2 >= most * (1 - EQUAL_WITHIN_SHARE))
    .sort((a, b) => byAttribute(a.attribute, b.attribute) || a.seq - b.seq)
}

function byAttribute(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return byCodePoint(a, b)
}
