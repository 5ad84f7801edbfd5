import { MessageTraces } from './message-traces'

describe('MessageTraces', () => {
  it('knows the newest trace id of a message', () => {
    const traces = new MessageTraces()
    traces.remember('message-1', 'trace-1')
    traces.remember('message-1', 'trace-2')
    expect(traces.traceIdOf('message-1')).toBe('trace-2')
    expect(traces.traceIdOf('message-2')).toBeUndefined()
  })

  it('forgets the oldest of more than a thousand', () => {
    const traces = new MessageTraces()
    for (let number = 0; number <= 1000; number += 1) traces.remember(`message-${number}`, 'trace')
    expect(traces.traceIdOf('message-0')).toBeUndefined()
    expect(traces.traceIdOf('message-1')).toBe('trace')
  })
})
