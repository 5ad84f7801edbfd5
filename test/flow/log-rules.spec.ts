import { logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'

const LINE = {
  '@timestamp': '2026-11-24T09:30:00.000Z',
  'log.level': 'info',
  'service.name': 'nrf-impact-assessment-service',
  'service.version': '0.1.0',
  message: 'Message received, delivery 1, 602550000 bytes'
}

/** The rules would also be kept by a log that nobody looks at. */
describe('the rules of the log', () => {
  let district: SampleDistrict

  beforeAll(async () => {
    district = await SampleDistrict.read()
  })

  const faultsOf = (fields: object, output = '') =>
    logFaults({
      service: { workers: [{ logs: [{ ...LINE, ...fields }], output }], secrets: ['key-of-the-backend'] },
      district
    })

  it('are kept by a plain line', () => {
    expect(faultsOf({ 'event.duration': 602_550, 'event.reason': 'a***@example.com' })).toEqual([])
  })

  it('are kept by an event of the catalogue', () => {
    const event = {
      'event.action': 'message_delete_failed',
      'event.reason': 'x',
      'error.code': 'TimeoutError'
    }
    expect(faultsOf({ ...event, 'log.level': 'error' })).toEqual([])
  })

  it.each([
    ['an address', { message: 'told applicant-01@example.com' }],
    ['a coordinate of a boundary', { 'error.message': 'near 602550 306050' }],
    ['a key', { 'error.stack_trace': 'at x-api-key: key-of-the-backend' }],
    ['the name of a development', { message: 'Mill Lane Field is done' }],
    ['a part of a body', { message: 'got seen-in-a-body-only' }],
    ['a field that the platform drops', { correlation_id: 'x' }],
    ['a field with parts', { message: { text: 'x' } }],
    ['an event that nobody knows', { 'event.action': 'something_happened' }],
    ['an event at another level', { 'event.action': 'job_claimed', 'log.level': 'error' }],
    ['a field that an event does not have', { 'event.action': 'job_claimed', 'event.reason': 'x' }],
    ['a missing time', { '@timestamp': undefined }]
  ])('are broken by %s', (_, fields) => {
    expect(faultsOf(fields)).not.toEqual([])
  })

  it('are broken by a line that is not JSON', () => {
    expect(faultsOf({}, 'Warning: something\n')).not.toEqual([])
  })
})
