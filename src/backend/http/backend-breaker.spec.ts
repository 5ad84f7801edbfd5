import {
  BackendBadResponse,
  BackendUnauthorised,
  BackendUnavailable,
  ReferenceUnknown
} from '../backend.failures'
import { BackendBreaker } from './backend-breaker'

const TIMING = { baseMs: 2, capMs: 8 }

function aBreaker(...answers: boolean[]) {
  const asked: string[] = []
  const breaker = new BackendBreaker(async (question, reference) => {
    asked.push(`${question} ${reference}`)
    return answers.shift() ?? false
  }, TIMING)
  return { breaker, asked }
}

describe('BackendBreaker', () => {
  it('takes a failure for that of one call while the backend answers', async () => {
    const { breaker, asked } = aBreaker(true)
    expect(await breaker.judge(new BackendUnavailable('500'), 'NRF-000001')).toBe(false)
    expect([breaker.isAvailable(), asked]).toEqual([true, ['health NRF-000001']])
  })

  it.each([
    [new BackendUnavailable('503'), 'health'],
    [new BackendBadResponse('HTML'), 'health'],
    [new BackendUnauthorised(401), 'key']
  ])('takes %p for an outage when the question is answered no', async (failure, question) => {
    const { breaker, asked } = aBreaker(false)
    expect(await breaker.judge(failure, 'NRF-000001')).toBe(true)
    expect(breaker.isAvailable()).toBe(false)
    expect(breaker.detail()).toContain(failure.message)
    expect(asked[0]).toBe(`${question} NRF-000001`)
    breaker.onApplicationShutdown()
  })

  it('asks nothing for a failure that says nothing about the backend', async () => {
    const { breaker, asked } = aBreaker()
    expect(await breaker.judge(new ReferenceUnknown('NRF-000001'), 'NRF-000001')).toBe(false)
    expect(asked).toEqual([])
  })

  it('asks once for all calls that fail in an outage', async () => {
    const { breaker, asked } = aBreaker(false)
    await breaker.judge(new BackendUnavailable('503'), 'NRF-000001')
    expect(await breaker.judge(new BackendUnavailable('503'), 'NRF-000002')).toBe(true)
    expect(asked.filter((one) => one.includes('000002'))).toEqual([])
    breaker.onApplicationShutdown()
  })

  it('goes on asking until the backend answers', async () => {
    const { breaker, asked } = aBreaker(false, false, false, true)
    await breaker.judge(new BackendUnavailable('503'), 'NRF-000001')
    while (!breaker.isAvailable()) await new Promise((resolve) => setTimeout(resolve, 2))
    expect(asked).toHaveLength(4)
    expect(breaker.detail()).toBe('The backend answers')
  })

  it('believes a call that comes through', async () => {
    const { breaker } = aBreaker(false)
    await breaker.judge(new BackendUnavailable('503'), 'NRF-000001')
    breaker.noteAnswer()
    expect(breaker.isAvailable()).toBe(true)
  })
})
