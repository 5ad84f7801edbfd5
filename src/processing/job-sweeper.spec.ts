import { aDelivery, aJobWorld, SETTLE_SECONDS } from '../../test/builders/job-world'
import { BackendUnavailable } from '../backend/backend.failures'

describe('the sweep', () => {
  const emailOf = async ({ ledger }: ReturnType<typeof aJobWorld>) => {
    const [job] = await ledger.find('NRF-000001')
    return `${job.state} ${job.effects.at(-1)?.state}`
  }

  it('does not send again what Notify had accepted', async () => {
    const world = aJobWorld()
    world.notifier.script.push('accepted-unheard')
    expect(await world.useCase.execute(aDelivery())).toEqual({ status: 'completed', isParked: true })
    expect(await emailOf(world)).toBe('committed unknown')
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('committed unknown')
    world.ledger.passSeconds(SETTLE_SECONDS)
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('completed sent')
    expect(world.notifier.accepted).toHaveLength(1)
  })

  it('sends again only what Notify lacked twice', async () => {
    const world = aJobWorld()
    world.notifier.script.push({ status: 'unknown', reason: 'no answer' })
    await world.useCase.execute(aDelivery())
    world.ledger.passSeconds(SETTLE_SECONDS)
    await world.sweeper.sweepNow()
    expect(world.notifier.accepted).toEqual([])
    world.ledger.passSeconds(SETTLE_SECONDS)
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('completed sent')
    expect(world.notifier.accepted).toHaveLength(1)
  })

  it('sends an e-mail that was held when its time has come', async () => {
    const world = aJobWorld()
    world.notifier.script.push({ status: 'held', retryAfterSeconds: 3600, reason: 'the limit of the day' })
    await world.useCase.execute(aDelivery())
    world.ledger.passSeconds(3599)
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('committed held')
    world.ledger.passSeconds(1)
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('completed sent')
  })

  it('takes up no job while a queue is paused', async () => {
    const world = aJobWorld()
    world.notifier.script.push({ status: 'held', retryAfterSeconds: 60, reason: 'the limit of the minute' })
    await world.useCase.execute(aDelivery())
    world.ledger.passSeconds(60)
    await world.standing.pause('assessments', undefined)
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('committed held')
    await world.standing.resume('assessments')
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('completed sent')
  })

  it('does not try an e-mail again that was refused', async () => {
    const world = aJobWorld()
    world.notifier.script.push({ status: 'refused', reason: 'not in the team' })
    expect(await world.useCase.execute(aDelivery())).toEqual({ status: 'completed', isParked: false })
    expect(await emailOf(world)).toBe('completed failed')
  })

  it('delivers a result whose message never comes back', async () => {
    const world = aJobWorld()
    world.sink.failNext(new BackendUnavailable('503'))
    await world.useCase.execute(aDelivery())
    world.ledger.passSeconds(30 + 120)
    await world.sweeper.sweepNow()
    expect(await emailOf(world)).toBe('completed sent')
    expect(world.sink.delivered).toHaveLength(1)
  })

  it('sends an e-mail once more that Notify accepted but did not send, and only once', async () => {
    const world = aJobWorld()
    world.notifier.progress = 'not-sent'
    await world.useCase.execute(aDelivery())
    for (let round = 0; round < 6; round += 1) {
      world.ledger.passSeconds(601)
      await world.sweeper.sweepNow()
    }
    expect(await emailOf(world)).toBe('completed sent')
    expect(world.notifier.accepted).toHaveLength(2)
    expect(new Set(world.notifier.accepted).size).toBe(2)
    expect(world.sink.delivered).toHaveLength(1)
    expect(world.actions()).toContain('effect_not_delivered')
  })

  it.each(['undeliverable', 'delivered', 'under-way'] as const)(
    'leaves an e-mail alone that is %s',
    async (progress) => {
      const world = aJobWorld()
      world.notifier.progress = progress
      await world.useCase.execute(aDelivery())
      world.ledger.passSeconds(601)
      await world.sweeper.sweepNow()
      expect(world.notifier.accepted).toHaveLength(1)
      expect(world.actions().includes('effect_not_delivered')).toBe(progress === 'undeliverable')
    }
  )

  it('looks by itself', async () => {
    const world = aJobWorld({ sweepEverySeconds: 0.01 })
    world.notifier.script.push({ status: 'held', retryAfterSeconds: 0, reason: 'a moment' })
    await world.useCase.execute(aDelivery())
    world.sweeper.onApplicationBootstrap()
    while ((await emailOf(world)) !== 'completed sent') await new Promise((resolve) => setTimeout(resolve, 5))
    await world.sweeper.onModuleDestroy()
    expect(world.notifier.accepted).toHaveLength(1)
  })
})
