import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into a process before its own program. Standard input is a pipe from the parent: when it closes, the
 * parent is gone, even if it was killed, and this process is asked to end as it would be on the platform. Threads of
 * the process load this too, but their standard input is empty from the start.
 */
if (isMainThread) {
  process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM')).resume()
  // The pipe alone does not keep the process alive.
  if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref()
}
