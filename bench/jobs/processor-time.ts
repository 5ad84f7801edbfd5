import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second on every platform that Node runs on. */
const MS_PER_TICK = 10
const [STATE, PARENT, USER, SYSTEM, CHILD_USER, CHILD_SYSTEM] = [0, 1, 11, 12, 13, 14]

/** Processor time of a process with all its threads, in milliseconds. */
export function processMs(pid: number): number {
  const fields = statOf(pid)
  return fields === undefined ? 0 : ticks(fields, USER, SYSTEM) * MS_PER_TICK
}

/** Processor time of a PostgreSQL server: the postmaster, its children, and those that have ended. */
export function serverMs(postmaster: number): number {
  const own = statOf(postmaster)
  if (own === undefined) throw new Error(`No process ${postmaster}: the server has to run on this machine`)
  const ended = ticks(own, USER, SYSTEM, CHILD_USER, CHILD_SYSTEM)
  const running = childrenOf(postmaster).map((fields) => ticks(fields, USER, SYSTEM))
  return [ended, ...running].reduce((a, b) => a + b, 0) * MS_PER_TICK
}

export function parentOf(pid: number): number {
  return Number(statOf(pid)?.[PARENT])
}

/** Largest resident memory of a process so far, in MiB. */
export function peakMiB(pid: number): number {
  const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}

function childrenOf(parent: number): string[][] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return numbers.flatMap((pid) => {
    const fields = statOf(Number(pid))
    return fields !== undefined && Number(fields[PARENT]) === parent && fields[STATE] !== 'Z' ? [fields] : []
  })
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
  return indexes.reduce((sum, index) => sum + Number(fields[index]), 0)
}
