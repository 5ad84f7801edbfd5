import { nrfQueue } from '../../test/builders/operator-commands'
import { FakeLedgerStanding } from '../../test/fakes/fake-ledger-standing'
import { DatabaseUnavailable } from '../database/database.failures'

const { signal } = new AbortController()

describe('nrf queue', () => {
  let standing: FakeLedgerStanding
  const queue = (...args: readonly string[]) => nrfQueue((use) => use(standing), args)

  beforeEach(() => {
    standing = new FakeLedgerStanding()
  })

  it('pauses with a reason, says how many jobs are at work, and resumes', async () => {
    standing.atWork = 3
    const paused = await queue('pause', '--reason', 'backend is being upgraded')
    expect(paused).toMatchObject({ exitCode: 0, err: '' })
    expect(paused.out).toMatch(
      /^assessments is paused from now on\.\nassessments is paused since \d{4}-.* UTC: backend/
    )
    expect(paused.out).toContain('Jobs at work: 3')
    expect((await standing.ask(signal)).pauses).toMatchObject([
      { queue: 'assessments', reason: 'backend is being upgraded' }
    ])

    const resumed = await queue('resume')
    expect(resumed).toMatchObject({ exitCode: 0, out: 'assessments is received from again.\n' })
    expect((await standing.ask(signal)).pauses).toEqual([])
  })

  it('says how it is, and does not mind what is so already', async () => {
    expect((await queue('status')).out).toContain('assessments is not paused.')
    expect(await queue('resume')).toMatchObject({ exitCode: 0, out: 'assessments was not paused.\n' })
    await queue('pause')
    const again = await queue('pause', '--reason', 'another one')
    expect(again.out).toContain('was paused before; that pause stays as it is')
    expect((await queue('status')).out).toMatch(/paused since .*: no reason given/)
  })

  it('refuses a queue that is not there, and a reason that is no line', async () => {
    const unknown = await queue('pause', '--queue', 'other')
    expect(unknown).toMatchObject({ exitCode: 2, err: expect.stringContaining('there is assessments') })
    for (const reason of ['', 'x'.repeat(201), 'two\nlines']) {
      expect(await queue('pause', '--reason', reason)).toMatchObject({ exitCode: 2 })
    }
    expect((await standing.ask(signal)).pauses).toEqual([])
  })

  it('says what to do when the database cannot be used', async () => {
    const { err, exitCode } = await nrfQueue(
      () => Promise.reject(new DatabaseUnavailable('no connection')),
      ['status']
    )
    expect(err).toContain('Check that it runs, and DATABASE_URL or DB_*')
    expect(exitCode).toBe(1)
  })
})
