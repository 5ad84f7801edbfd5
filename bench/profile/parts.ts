import type { Stack } from './cpu-profile'

interface Part {
  readonly name: string
  /** Begins of the files that belong to it; the first part that fits counts. */
  readonly files: readonly string[]
}

const PARTS: readonly Part[] = [
  { name: 'Database: client and statements', files: ['pg', 'typeorm', 'src/database'] },
  { name: 'AWS SDK: calls to SQS', files: ['@aws-sdk', '@smithy', '@aws-crypto'] },
  { name: 'HTTP client of the backend', files: ['undici', 'src/backend/http', 'cockatiel'] },
  {
    name: 'Reading and checking messages and details',
    files: ['class-validator', 'class-transformer', 'libs/strict-json', 'libs/geometry', 'src/queue/messages']
  },
  {
    name: 'Log lines and metrics',
    files: [
      'src/observability',
      'pino',
      '@elastic',
      'sonic-boom',
      'aws-embedded-metrics',
      'src/queue/transport-'
    ]
  },
  { name: 'Transport', files: ['libs/sqs-transport', 'src/queue', '@nestjs', 'rxjs'] },
  { name: 'Assessment', files: ['src/assessments', 'src/reference-data'] },
  {
    name: 'Jobs and ledger',
    files: [
      'src/processing',
      'src/ledger',
      'src/backend',
      'src/notification',
      'src/name-based-uuid',
      'src/failures'
    ]
  }
]

const COLLECTION = 'Garbage collection'
const SOCKETS = 'Sockets, timers, streams and promises of Node'

/**
 * What a stack is put down to: the innermost function that is not Node's own. What a promise goes on with has no
 * caller on the stack, so the rest is Node's.
 */
export function partOf({ frames }: Stack): string {
  if (frames.at(-1)?.name === '(garbage collector)') return COLLECTION
  for (const { file } of frames.toReversed()) {
    const part = PARTS.find(({ files }) => files.some((begin) => file.startsWith(begin)))
    if (part) return part.name
  }
  return SOCKETS
}

export interface PartShare {
  readonly name: string
  readonly share: number
  /** Functions that ran longest in it, with their share of everything. */
  readonly largest: readonly (readonly [name: string, share: number])[]
}

const LARGEST = 3

/** Shares of all stacks together, the largest part first. */
export function sharesOf(stacks: readonly Stack[]): PartShare[] {
  const share = 1 / stacks.reduce((sum, { ms }) => sum + ms, 0)
  return totals(stacks, partOf).map(([name, ms]) => {
    const members = stacks.filter((stack) => partOf(stack) === name)
    const largest = totals(members, ({ frames }) => frames.at(-1)?.name ?? '').slice(0, LARGEST)
    return {
      name,
      share: ms * share,
      largest: largest.map(([inner, innerMs]) => [inner, innerMs * share] as const)
    }
  })
}

/** Milliseconds of the stacks with the same name, the largest first. */
function totals(stacks: readonly Stack[], nameOf: (stack: Stack) => string): [name: string, ms: number][] {
  const sums = new Map<string, number>()
  for (const stack of stacks) sums.set(nameOf(stack), (sums.get(nameOf(stack)) ?? 0) + stack.ms)
  return [...sums].sort(([, a], [, b]) => b - a)
}
