import { currentTraceId, newTraceId, runWithTraceId } from './trace-context'

it('knows no trace id outside a job', () => {
  expect(currentTraceId()).toBeUndefined()
})

it('keeps the id inside and gives the result back', async () => {
  const id = newTraceId()
  expect(await runWithTraceId(id, async () => currentTraceId())).toBe(id)
  expect(currentTraceId()).toBeUndefined()
})

it('makes ids of 32 hexadecimal digits, each another', () => {
  expect(newTraceId()).toMatch(/^[0-9a-f]{32}$/)
  expect(newTraceId()).not.toBe(newTraceId())
})
