import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import type { Surroundings, Target } from './targets'

/** Inputs of one draw: a failure is found again by the seed of its draw. */
const RUNS_PER_DRAW = 100
const SHRINKING_MS = 300_000
const SHOWN_CHARACTERS = 2_000

export interface Attack {
  readonly targets: readonly Target[]
  readonly seed: number
  readonly untilMs: number
  /** Path of fast-check to one input of the draw with this seed. */
  readonly path?: string
}

/** How often each verdict was given, by target. */
export type Verdicts = Map<string, Map<string, number>>

/** An input that did harm. */
export interface Finding {
  readonly target: string
  readonly seed: number
  readonly path: string
  readonly error: string
  readonly input: string
  readonly file: string
}

/** Throws input at the targets in turn until the time is over or something breaks. */
export async function attack(
  { targets, seed, untilMs, path }: Attack,
  surroundings: Surroundings,
  verdicts: Verdicts
): Promise<Finding | undefined> {
  for (let draw = 0; performance.now() < untilMs; draw++) {
    const target = targets[draw % targets.length]
    const note = noteOf(verdicts, target.name)
    const drawSeed = seed + draw
    const details = await fc.check(target.property(surroundings, note), {
      seed: drawSeed,
      path,
      numRuns: RUNS_PER_DRAW,
      interruptAfterTimeLimit: Math.max(1, untilMs - performance.now()) + SHRINKING_MS
    })
    if (details.failed && details.counterexample !== null) return findingOf(target, drawSeed, details)
    if (path !== undefined) return undefined
  }
  return undefined
}

function noteOf(verdicts: Verdicts, target: string): (verdict: string) => void {
  const counts = verdicts.get(target) ?? new Map<string, number>()
  verdicts.set(target, counts)
  return (verdict) => void counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
}

function findingOf(target: Target, seed: number, details: fc.RunDetails<[unknown]>): Finding {
  const [input] = details.counterexample ?? []
  const { bytes, text } = contentOf(input)
  const folder = join('.nrf', 'fuzz-findings')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${target.name}-${seed}`)
  writeFileSync(file, bytes)
  const cause = details.errorInstance
  return {
    target: target.name,
    seed,
    path: details.counterexamplePath ?? '',
    error: cause instanceof Error ? inspect(cause) : String(cause),
    input: text.slice(0, SHOWN_CHARACTERS),
    file
  }
}

function contentOf(input: unknown): { bytes: Uint8Array; text: string } {
  if (typeof input === 'object' && input !== null && 'bytes' in input && input.bytes instanceof Uint8Array) {
    const name = 'filename' in input ? String(input.filename) : ''
    return { bytes: input.bytes, text: `${name}, base64: ${Buffer.from(input.bytes).toString('base64')}` }
  }
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  return { bytes: Buffer.from(text), text }
}
