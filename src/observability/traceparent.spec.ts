import { traceIdOfParent, traceparentOf } from './traceparent'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

describe('traceparent', () => {
  it.each([`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-00`, `cc-${TRACE}-${SPAN}-01-later-fields`])(
    'gives its trace id: %s',
    (text) => {
      expect(traceIdOfParent(text)).toBe(TRACE)
    }
  )

  it.each([
    undefined,
    [`00-${TRACE}-${SPAN}-01`],
    '',
    TRACE,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01\r\nx: y`
  ])('gives none that is not valid: %j', (text) => {
    expect(traceIdOfParent(text)).toBeUndefined()
  })

  it('is written for an id of 32 hexadecimal digits, and for a UUID, with a span of its own each time', () => {
    const [first, second] = [traceparentOf(TRACE), traceparentOf(TRACE)]
    expect([traceIdOfParent(first), traceIdOfParent(second)]).toEqual([TRACE, TRACE])
    expect(first).not.toBe(second)
    expect(traceIdOfParent(traceparentOf('4BF92F35-77b3-4da6-a3ce-929d0e0e4736'))).toBe(TRACE)
  })

  it.each(['from-the-attribute', '', '0'.repeat(32), TRACE.slice(1)])('is not made up for %j', (traceId) => {
    expect(traceparentOf(traceId)).toBeUndefined()
  })
})
