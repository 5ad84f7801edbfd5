/** Literals up to this length that have no exponent are finite, and their whole numbers exact. */
const SURELY_EXACT_DIGITS = 15
/** Without an exponent, only a longer literal can be infinite or too small for a normal double. */
const SURELY_FINITE_LENGTH = 300
const SMALLEST_NORMAL = 2.2250738585072014e-308

/**
 * Whether a number literal would become another number on the way into a double: infinite, a whole number that is
 * rounded, or too close to zero.
 */
export function isNumberInRange(literal: string): boolean {
  const value = Number(literal)
  // Not a number at all: that is for the parser to say.
  if (Number.isNaN(value)) return true
  if (!Number.isFinite(value)) return false
  const isWhole = !/[.eE]/.test(literal)
  if (isWhole) return Number.isSafeInteger(value)
  return Math.abs(value) >= SMALLEST_NORMAL || isZero(literal)
}

/** Whether a literal has to be looked at more closely; cheap, since coordinates are many. */
export function isSuspect(length: number, hasPoint: boolean, hasExponent: boolean): boolean {
  return hasExponent || length > (hasPoint ? SURELY_FINITE_LENGTH : SURELY_EXACT_DIGITS)
}

function isZero(literal: string): boolean {
  return /^-?[0.]*(?:[eE].*)?$/.test(literal)
}
