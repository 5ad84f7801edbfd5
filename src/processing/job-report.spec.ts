import { HandlerAborted } from '@nrf/sqs-transport'
import { aDelivery, aJobWorld, MAX_ATTEMPTS } from '../../test/builders/job-world'
import { BackendUnavailable } from '../backend/backend.failures'

/** Counters by name and reason; of a distribution, how many values it has. */
function figuresOf({ totals }: ReturnType<typeof aJobWorld>) {
  return Object.fromEntries(
    totals
      .readings()
      .map((reading) => [
        [reading.name, reading.reason].filter(Boolean).join('/'),
        'value' in reading ? reading.value : reading.count
      ])
  )
}

describe('JobReport', () => {
  it('counts a job that completes, and a delivery that comes after it', async () => {
    const world = aJobWorld()
    await world.useCase.execute(aDelivery())
    await world.useCase.execute(aDelivery())
    expect(figuresOf(world)).toEqual({
      MessagesDuplicateCompleted: 1,
      JobsStarted: 1,
      JobsCompleted: 1,
      JobDuration: 1,
      Attempt: 1
    })
  })

  it('counts every failed try by its code, and the job that dies of the last', async () => {
    const world = aJobWorld()
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      world.source.failNext(new BackendUnavailable('no answer'))
      await world.useCase.execute(aDelivery())
    }
    expect(figuresOf(world)).toEqual({
      JobsStarted: MAX_ATTEMPTS,
      'JobsFailed/backend_unavailable': MAX_ATTEMPTS,
      JobsDead: 1,
      JobDuration: MAX_ATTEMPTS,
      Attempt: MAX_ATTEMPTS
    })
    expect(world.totals.readings()).toContainEqual(
      expect.objectContaining({ name: 'Attempt', max: MAX_ATTEMPTS })
    )
  })

  it('counts a job that is stopped as interrupted, not as failed', async () => {
    const world = aJobWorld()
    world.source.failNext(new HandlerAborted('shutdown'))
    await world.useCase.execute(aDelivery())
    expect(figuresOf(world)).toMatchObject({ JobsStarted: 1, JobsInterrupted: 1 })
    expect(world.totals.total('JobsFailed')).toBe(0)
  })
})
