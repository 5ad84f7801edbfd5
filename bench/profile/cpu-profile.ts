import { readFileSync } from 'node:fs'

/** What V8 writes with `--cpu-prof`; the fields that are used here. */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  /** Number of the node that ran when a sample was taken. */
  readonly samples: readonly number[]
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[]
}

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

/** One function on the stack. */
export interface Frame {
  readonly name: string
  /** `src/…` and `libs/…` of the project, the name of a package, or `node:…`; empty for what V8 does itself. */
  readonly file: string
}

/** One stack, and for how long it was seen. */
export interface Stack {
  /** From the outermost function to the one that ran. */
  readonly frames: readonly Frame[]
  readonly ms: number
}

const NOT_WORK: ReadonlySet<string> = new Set(['(idle)', '(root)'])

/**
 * The stacks of a profile, equal ones put together; idle time is left out.
 * @param skipMs what is left out of its begin: the start of the process, code that is not compiled yet
 */
export function readStacks(file: string, skipMs: number): Stack[] {
  const profile: CpuProfile = JSON.parse(readFileSync(file, 'utf8'))
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id]))
  )
  return [...busyMs(profile, skipMs)]
    .filter(([id]) => !NOT_WORK.has(nodes.get(id)!.callFrame.functionName))
    .map(([id, ms]) => ({ frames: framesOf(id, nodes, parents), ms }))
}

function busyMs({ samples, timeDeltas }: CpuProfile, skipMs: number): Map<number, number> {
  const busy = new Map<number, number>()
  let elapsedMs = 0
  samples.forEach((id, i) => {
    const ms = timeDeltas[i] / 1000
    elapsedMs += ms
    if (elapsedMs > skipMs) busy.set(id, (busy.get(id) ?? 0) + ms)
  })
  return busy
}

function framesOf(
  leaf: number,
  nodes: ReadonlyMap<number, ProfileNode>,
  parents: ReadonlyMap<number, number>
): Frame[] {
  const frames: Frame[] = []
  for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
    const { functionName, url } = nodes.get(id)!.callFrame
    if (!NOT_WORK.has(functionName)) frames.unshift({ name: functionName || 'anonymous', file: fileOf(url) })
  }
  return frames
}

const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//
const OWN = /.*\/dist\/((?:src|libs)\/.+)\.js$/

/** Without the folder that the project lies in. */
function fileOf(url: string): string {
  return PACKAGE.exec(url)?.[1] ?? OWN.exec(url)?.[1] ?? (url.startsWith('node:') ? url : '')
}
