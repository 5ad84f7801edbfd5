import fc from 'fast-check'
import { aDelivery, aJobWorld, MAX_ATTEMPTS, SETTLE_SECONDS } from '../../test/builders/job-world'
import { SteppedWorker } from '../../test/builders/stepped-worker'
import { BackendUnavailable } from '../backend/backend.failures'

/** `npm run test:faults` runs 100,000. */
const RUNS = Number(process.env.NRF_MODEL_RUNS ?? 2000)
const MOST_STEPS = 80
/** Notify shows what it has accepted only after a while. */
const STORED_AFTER_SECONDS = SETTLE_SECONDS - 5

type World = ReturnType<typeof aRun>

function aRun() {
  const world = aJobWorld()
  const workers: SteppedWorker[] = []
  const bodies = new Set<string>()
  let now = 0
  const acceptedAt = new Map<string, number>()

  const deliver = world.sink.deliver.bind(world.sink)
  let losesAnswer = false
  world.sink.deliver = async (result, signal) => {
    await deliver(result, signal)
    bodies.add(`${result.idempotencyKey} ${result.body}`)
    if (losesAnswer) {
      losesAnswer = false
      throw new BackendUnavailable('the answer was lost')
    }
  }
  const send = world.notifier.send.bind(world.notifier)
  world.notifier.send = async (email, signal) => {
    const before = world.notifier.accepted.length
    const answer = await send(email, signal)
    if (world.notifier.accepted.length > before) acceptedAt.set(email.reference, now)
    return answer
  }
  const find = world.notifier.find.bind(world.notifier)
  world.notifier.find = async (reference, signal) => {
    const isStored = now - (acceptedAt.get(reference) ?? Infinity) >= STORED_AFTER_SECONDS
    return isStored ? find(reference, signal) : null
  }

  function start(run: (parts: ReturnType<typeof world.newWorker>) => Promise<unknown>): void {
    const worker = new SteppedWorker(() => now)
    const parts = world.newWorker({ stepped: (port) => worker.stepped(port), leases: worker.leases })
    workers.push(worker)
    void run(parts)
  }

  return {
    ...world,
    workers,
    bodies,
    deliverMessage: () => start(({ useCase }) => useCase.execute(aDelivery())),
    sweep: () => start(({ sweeper }) => sweeper.sweepNow()),
    loseNextAnswer: () => {
      losesAnswer = true
    },
    pass: async (seconds: number, isRenewed: boolean) => {
      now += seconds
      world.ledger.passSeconds(seconds)
      for (const worker of workers) {
        if (isRenewed) await worker.renew((tokens) => world.ledger.renew(tokens))
        worker.watch()
      }
    }
  }
}

interface Moment {
  readonly run: World
  /** One that can go on, if there is any. */
  readonly worker: SteppedWorker | undefined
  readonly choice: number
  readonly which: number
}

/** What may happen, each for the choices below its number. */
const HAPPENINGS: readonly (readonly [below: number, happen: (moment: Moment) => unknown])[] = [
  [60, ({ worker }) => worker?.goOn()],
  [66, ({ worker }) => worker?.kill()],
  [72, ({ run }) => run.deliverMessage()],
  [77, ({ run }) => run.sweep()],
  [84, ({ run, which }) => run.pass(which % 30, true)],
  [90, ({ run, which }) => run.pass(which, false)],
  [100, ({ run, choice }) => FAULTS[choice % FAULTS.length](run)]
]

/** `choice` picks the event, `which` the worker that it happens to. */
async function happen(run: World, [choice, which]: readonly [number, number]): Promise<void> {
  const running = run.workers.filter(({ canGoOn }) => canGoOn)
  const worker = running[which % Math.max(1, running.length)]
  const found = HAPPENINGS.find(([below]) => choice < below)
  await found?.[1]({ run, worker, choice, which })
  await settled()
}

const FAULTS: readonly ((run: World) => unknown)[] = [
  ({ sink }) => sink.failNext(new BackendUnavailable('503')),
  ({ loseNextAnswer }) => loseNextAnswer(),
  ({ notifier }) => notifier.script.push('accepted-unheard'),
  ({ notifier }) => notifier.script.push({ status: 'unknown', reason: 'no answer' }),
  ({ notifier }) => notifier.script.push({ status: 'held', retryAfterSeconds: 30, reason: 'limit' }),
  ({ source }) => source.failNext(new BackendUnavailable('503'))
]

/** All that can go on without a step has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function checkPromises({ notifier, bodies }: World): void {
  if (new Set(notifier.accepted).size !== notifier.accepted.length)
    throw new Error('An e-mail was accepted twice')
  const keys = [...bodies].map((body) => body.split(' ')[0])
  if (new Set(keys).size !== keys.length) throw new Error('A result was posted in two versions')
}

/** Lets time pass and messages and sweepers come until nothing is left to do. */
async function comeToRest(run: World): Promise<string> {
  for (let round = 0; round < 60; round += 1) {
    for (const worker of run.workers) {
      while (worker.canGoOn) {
        worker.goOn()
        await settled()
      }
    }
    const [job] = await run.ledger.find('NRF-000001')
    if (['completed', 'dead', 'cancelled'].includes(job?.state)) return job.state
    await run.pass(200, false)
    if (round % 2 === 0) run.deliverMessage()
    else run.sweep()
    await settled()
  }
  throw new Error('The job has no end')
}

describe('whatever is delivered, killed, lost or late', () => {
  it(`has at most one e-mail and one version of the result, and comes to its end (${RUNS} runs)`, async () => {
    const events = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 5, maxLength: MOST_STEPS })
    await fc.assert(
      fc.asyncProperty(events, async (happenings) => {
        const run = aRun()
        run.deliverMessage()
        for (const happening of happenings) {
          await happen(run, happening)
          checkPromises(run)
        }
        const state = await comeToRest(run)
        checkPromises(run)
        const statuses = run.sink.delivered.map(({ status }) => status)
        expect(statuses).toContain(state === 'completed' ? 'COMPLETED' : 'FAILED')
        expect(run.notifier.accepted).toHaveLength(1)
      }),
      { numRuns: RUNS }
    )
  }, 900_000)

  it('sends nothing from a worker that stood still while another did its work', async () => {
    const run = aRun()
    run.deliverMessage()
    const [stalled] = run.workers
    const hasBegunEmail = async () => {
      const [job] = await run.ledger.find('NRF-000001')
      return job?.effects.at(-1)?.state === 'sending'
    }
    while (!(await hasBegunEmail())) {
      stalled.goOn()
      await settled()
    }
    stalled.isStalled = true
    expect(await comeToRest(run)).toBe('completed')
    expect(run.notifier.accepted).toHaveLength(1)
    stalled.isStalled = false
    while (stalled.canGoOn) {
      stalled.goOn()
      await settled()
    }
    expect(run.notifier.accepted).toHaveLength(1)
  })

  it('kills often enough to see a job die with its worker', async () => {
    const run = aRun()
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      run.deliverMessage()
      await settled()
      const worker = run.workers.at(-1)!
      for (let step = 0; step < 4; step += 1) {
        worker.goOn()
        await settled()
      }
      worker.kill()
      await run.pass(50, false)
    }
    run.deliverMessage()
    expect(await comeToRest(run)).toBe('dead')
    expect(run.sink.delivered).toMatchObject([{ error: { code: 'worker_crashed' } }])
  })
})
