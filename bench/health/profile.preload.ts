import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'

/**
 * Loaded into the worker before its own program: `--cpu-prof` is not allowed in NODE_OPTIONS. The profile is written
 * when the worker ends; the session answers at once because it is in the same thread.
 */
const file = process.env.BENCH_PROFILE
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.start')
process.once('exit', () => {
  session.post('Profiler.stop', (error, { profile }) => {
    if (file !== undefined && error === null) writeFileSync(file, JSON.stringify(profile))
  })
})
