import fc from 'fast-check'
import { MessageReader, type ReadMessage } from './message-reader'

const reader = new MessageReader({ maxBodyBytes: 10_000, referencePattern: '^(?:(NRF|NRL)-[0-9]{6})$' })

const read = (message: unknown): ReadMessage => reader.read(JSON.stringify(message))
const codeOf = (message: ReadMessage) => (message.isReadable ? 'readable' : message.failure.code)
const requestOf = (message: ReadMessage) => (message.isReadable ? message.request : undefined)

describe('MessageReader', () => {
  it('reads a reference message', () => {
    const message = read({
      version: 1,
      reference: 'NRF-204871',
      revision: 2,
      assessmentTypes: ['nutrient'],
      traceId: 'a1b2',
      somethingElse: { is: 'ignored' }
    })
    expect(requestOf(message)).toEqual({
      reference: 'NRF-204871',
      revision: 2,
      assessmentTypes: ['nutrient'],
      traceId: 'a1b2'
    })
  })

  it('takes revision 1 and leaves the types open when the message names neither', () => {
    expect(requestOf(read({ reference: 'NRL-000001' }))).toEqual({
      reference: 'NRL-000001',
      revision: 1,
      assessmentTypes: undefined,
      traceId: undefined
    })
  })

  it.each(['job_id', 'quote_id', 'application_id'])('takes %s for the reference', (name) => {
    expect(requestOf(read({ [name]: 'NRF-000007' }))?.reference).toBe('NRF-000007')
  })

  it('takes assessment_type for one type', () => {
    expect(requestOf(read({ reference: 'NRF-000007', assessment_type: 'gcn' }))?.assessmentTypes).toEqual([
      'gcn'
    ])
  })

  it('unwraps one SNS envelope', () => {
    const envelope = { Type: 'Notification', Message: JSON.stringify({ reference: 'NRF-000007' }) }
    expect(requestOf(read(envelope))?.reference).toBe('NRF-000007')
    expect(codeOf(read({ Type: 'Notification', Message: JSON.stringify(envelope) }))).toBe('invalid_message')
  })

  it('strips one byte-order mark', () => {
    expect(codeOf(reader.read('\uFEFF{"reference":"NRF-000007"}'))).toBe('readable')
  })

  it.each([
    ['not json {'],
    [''],
    ['   '],
    ['1'],
    ['null'],
    ['[]'],
    ['"NRF-000001"'],
    ["{'reference': 'NRF-000001'}"],
    ['{"Type":"Notification","Message":{"reference":"NRF-000001"}}'],
    ['{"Type":"Notification","Message":"not json {"}'],
    ['{"Type":"Notification"}']
  ])('refuses %j as malformed', (body) => {
    expect(codeOf(reader.read(body))).toBe('malformed_message')
  })

  it('never quotes the body in a failure', () => {
    const message = reader.read('{"email": "someone@example.com" oops')
    expect(JSON.stringify(message) + String(!message.isReadable && message.failure.message)).not.toContain(
      'someone'
    )
  })

  it.each([
    [{}],
    [{ reference: 5 }],
    [{ reference: null }],
    [{ reference: 'BAD-REF' }],
    [{ reference: 'NRF-000001\n' }],
    [{ reference: 'nrf-000001' }],
    [{ reference: 'NRF-00001' }],
    [{ reference: 'NRF-1234567' }],
    [{ reference: 'NRF-٠٠٠٠٠١' }],
    [{ reference: '../admin' }],
    [{ Type: 'SubscriptionConfirmation', SubscribeURL: 'http://127.0.0.1/' }]
  ])('refuses %j without a reference to report to', (body) => {
    const message = read(body)
    expect(codeOf(message)).toBe('invalid_message')
    expect(message.isReadable || message.reference).toBeUndefined()
  })

  it.each([
    [{ revision: 0 }],
    [{ revision: 1.5 }],
    [{ revision: '2' }],
    [{ revision: true }],
    [{ assessmentTypes: [] }],
    [{ assessmentTypes: 'nutrient' }],
    [{ assessmentTypes: [''] }],
    [{ assessmentTypes: [1] }],
    [{ assessmentTypes: Array.from({ length: 11 }, () => 'nutrient') }],
    [{ assessment_type: { nested: true } }],
    [{ traceId: 5 }],
    [{ traceId: 'x'.repeat(129) }]
  ])('refuses %j, and keeps the reference', (fields) => {
    const message = read({ reference: 'NRF-000001', ...fields })
    expect(codeOf(message)).toBe('invalid_message')
    expect(!message.isReadable && message.reference).toBe('NRF-000001')
  })

  it.each([
    [{ version: 99 }, 'unsupported_version'],
    [{ version: 'v99' }, 'unsupported_version'],
    [{ version: null }, 'unsupported_version'],
    [{ boundaryGeojson: {} }, 'unsupported_message'],
    [{ s3_input_key: 'jobs/1/input.zip' }, 'unsupported_message']
  ])('refuses %j with its own code', (fields, code) => {
    expect(codeOf(read({ reference: 'NRF-000001', ...fields }))).toBe(code)
  })

  it('measures the body in bytes, not in characters', () => {
    expect(codeOf(read({ reference: 'NRF-000001', pad: 'ä'.repeat(6000) }))).toBe('message_too_large')
    expect(codeOf(read({ reference: 'NRF-000001', pad: 'a'.repeat(6000) }))).toBe('readable')
  })

  it('is not fooled by a prototype key', () => {
    const message = reader.read('{"__proto__": {"reference": "NRF-000001"}}')
    expect(codeOf(message)).toBe('invalid_message')
  })

  it('gives a request or a failure for whatever comes in', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything().map((value) => JSON.stringify([value]))
    )
    fc.assert(
      fc.property(body, (text) => {
        expect(typeof reader.read(text).isReadable).toBe('boolean')
      }),
      { numRuns: 3000 }
    )
  })
})
