import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second on every platform that Node runs on. */
const MS_PER_TICK = 10
const [PARENT, USER, SYSTEM, CHILD_USER, CHILD_SYSTEM] = [1, 11, 12, 13, 14]

/** Reads again at most so often: a server whose children end faster than that cannot be measured. */
const MOST_READS = 1000

/**
 * Processor time of a process with all its threads, in milliseconds.
 * @throws Error where the process is gone
 */
export function processMs(pid: number): number {
  return ticks(existing(pid), USER, SYSTEM) * MS_PER_TICK
}

/**
 * Processor time of a PostgreSQL server: the postmaster, its children, and those that have ended. What a child has
 * used stands in its own line until the postmaster has taken leave of it, then in the line of the postmaster; where
 * that line changed meanwhile a child may be in both or in neither, so everything is read again.
 * @throws Error where the server does not run on this machine
 */
export function serverMs(postmaster: number): number {
  let before = takenLeaveOf(postmaster)
  for (let read = 0; read < MOST_READS; read++) {
    const children = childrenOf(postmaster).map((fields) => ticks(fields, USER, SYSTEM))
    const own = existing(postmaster)
    const after = takenLeaveOf(postmaster)
    if (after === before) return sum([ticks(own, USER, SYSTEM), after, ...children]) * MS_PER_TICK
    before = after
  }
  throw new Error(`The children of process ${postmaster} end too fast for their processor time to be read`)
}

/** Ticks of the children that have ended and were waited for. */
function takenLeaveOf(pid: number): number {
  return ticks(existing(pid), CHILD_USER, CHILD_SYSTEM)
}

export function parentOf(pid: number): number {
  return Number(existing(pid)[PARENT])
}

/** Largest resident memory of a process so far, in MiB. */
export function peakMiB(pid: number): number {
  return memoryOf(pid, 'VmHWM')
}

/** Resident memory of a process now, in MiB. */
export function residentMiB(pid: number): number {
  return memoryOf(pid, 'VmRSS')
}

function memoryOf(pid: number, name: string): number {
  const kib = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}

function childrenOf(parent: number): string[][] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return numbers.flatMap((pid) => {
    const fields = statOf(Number(pid))
    return fields !== undefined && Number(fields[PARENT]) === parent ? [fields] : []
  })
}

function existing(pid: number): string[] {
  const fields = statOf(pid)
  if (fields === undefined) throw new Error(`No process ${pid} on this machine`)
  return fields
}

/** Fields of `/proc/<pid>/stat` from the state on; undefined when the process is gone. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    // It ended between the listing and now.
    return undefined
  }
}

function ticks(fields: readonly string[], ...indexes: readonly number[]): number {
  return sum(indexes.map((index) => Number(fields[index])))
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
