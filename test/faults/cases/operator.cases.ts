import { setTimeout as sleep } from 'node:timers/promises'
import { ask, logged } from '../../flow/assessment-service'
import { until } from '../../flow/until'
import type { FaultBench } from '../bench/fault-bench'
import { buriedCounts, bury } from '../bench/buried'
import { operate, OPERATOR, OperatorCommand } from '../bench/operator'
import { callsOf, seenOf } from '../bench/waiting'
import type { CaseRun, FaultCase } from '../fault-case'

const LONG_JOB_MS = 8000
/** A receive that was on its way is over by then. */
const LONGER_THAN_A_POLL_MS = 2500
/** A command holds what it has taken for a minute; a killed one cannot give it back. */
const HELD_MS = 61_000
const BURIED = 12
const REPLAY = ['dlq', 'replay', '--all', '--drop-completed', '--yes', '--rate', '50'] as const
/** A message is sent and not deleted; the answer to a send is lost; a message is not sent. */
const REPLAY_KILLS = [
  { action: 'DeleteMessage', kind: 'drop' },
  { action: 'SendMessage', kind: 'lost-answer' },
  { action: 'SendMessage', kind: 'drop' }
] as const
const WHY = 'the backend is being upgraded'

export const OPERATOR_CASES: readonly FaultCase[] = [
  {
    id: 'F31b',
    title:
      'nrf dlq replay is killed (-9) before, at and after a send: no message is lost, each job is done once',
    limitMs: 360_000,
    events: ['message_duplicate'],
    run: killReplays
  },
  {
    id: 'F33',
    title: 'an operator pauses and resumes under load: what runs ends, nothing is received, nothing is lost',
    isSelected: true,
    events: ['queue_paused', 'queue_resumed'],
    async run({ open, jobs }) {
      const bench = await open({ workers: 2 })
      const workers = await bench.startWorkers()
      await bench.submitMany(jobs)
      const { reference } = await bench.submit({ delayMs: LONG_JOB_MS })
      await seenOf(bench, 'details', reference)
      await operate(bench, 'queue', 'pause', '--reason', WHY)
      await Promise.all(workers.map((worker) => logged(worker, 'queue_paused')))
      expect(bench.backend.resultOf(reference)).toBeUndefined()
      await sleep(LONGER_THAN_A_POLL_MS)
      const received = receiptsIn(bench)
      await bench.submitMany(jobs)
      await until(
        () => operate(bench, 'queue', 'status'),
        (status) => status.includes('Jobs at work: 0')
      )
      expect(bench.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
      await bench.places[1].worker?.stop()
      const late = await bench.places[1].start()
      expect(await ask(late, '/health')).toMatchObject({ status: 200, body: stateIs('paused') })
      expect(JSON.stringify((await ask(late, '/health/detail')).body)).toContain(WHY)
      await sleep(LONGER_THAN_A_POLL_MS)
      expect(receiptsIn(bench)).toBe(received)
      await operate(bench, 'queue', 'resume')
    }
  }
]

async function killReplays({ open, note }: CaseRun): Promise<void> {
  const bench = await open()
  const references = await bury(bench, BURIED)
  const sends = callsOf(bench, 'SendMessage', OPERATOR)
  const deletes = callsOf(bench, 'DeleteMessage', OPERATOR)
  for (const { action, kind } of REPLAY_KILLS) {
    const command = await OperatorCommand.begin(bench, ...REPLAY)
    const after = Math.floor(bench.random.between(1, 3))
    bench.sqs.add({ action, client: OPERATOR, after, fault: { kind }, onUse: () => command.kill() })
    expect(await command.ended).toMatchObject({ signal: 'SIGKILL' })
    await sleep(HELD_MS)
  }
  await operate(bench, ...REPLAY)
  // Only now: what was sent twice is there twice.
  await bench.place.start()
  await bench.quiet()
  expect(await buriedCounts(bench)).toEqual({ waiting: 0, inFlight: 0 })
  const posts = references.map(
    (reference) => bench.backend.deliveries.filter((delivery) => delivery.reference === reference).length
  )
  expect(posts).toEqual(references.map(() => 1))
  // Two messages were sent and not deleted; the third send came to nothing.
  expect(sends).toHaveLength(BURIED + REPLAY_KILLS.length)
  note(`${BURIED} messages, ${REPLAY_KILLS.length} kills, ${sends.length} sends, ${deletes.length} deletes`)
}

function receiptsIn({ history }: FaultBench): number {
  return history.events.filter(({ kind }) => kind === 'received').length
}

function stateIs(state: string): unknown {
  return expect.objectContaining({
    details: expect.objectContaining({ worker: expect.objectContaining({ state }) })
  })
}
