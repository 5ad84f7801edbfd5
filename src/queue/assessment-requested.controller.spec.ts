import { SqsContext } from '@nrf/sqs-transport'
import { EventLog } from '../observability/log-events'
import { currentTraceId } from '../observability/trace-context'
import type { AssessmentJobs } from './assessment-jobs'
import { AssessmentRequestedController } from './assessment-requested.controller'
import { MessageTraces } from './message-traces'

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

async function traceOf(attributes: Record<string, string>, traceId?: string): Promise<string | undefined> {
  let seen: string | undefined
  const jobs: Pick<AssessmentJobs, 'run'> = {
    run: async () => {
      seen = currentTraceId()
    }
  }
  const events = new EventLog({ write: () => undefined })
  const controller = new AssessmentRequestedController(jobs as AssessmentJobs, new MessageTraces(), events)
  const context = new SqsContext({
    queueName: 'assessments',
    messageId: 'message-1',
    receiveCount: 1,
    maxReceiveCount: 3,
    sentAt: undefined,
    attributes: new Map(Object.entries(attributes)),
    bodyBytes: 2,
    signal: new AbortController().signal
  })
  await controller.handle(
    {
      isReadable: true,
      shape: 'reference',
      notes: [],
      request: { reference: 'NRF-000001', revision: 1, traceId }
    },
    context
  )
  return seen
}

describe('AssessmentRequestedController', () => {
  it.each([
    [{ CorrelationId: 'a', traceId: 'b' }, 'c', 'a'],
    [{ traceId: 'b', 'x-cdp-request-id': 'd' }, 'c', 'b'],
    [{ 'x-cdp-request-id': 'd' }, 'c', 'd'],
    [{ traceparent: TRACEPARENT, 'x-cdp-request-id': 'd' }, 'c', 'd'],
    [{ traceparent: TRACEPARENT }, 'c', '4bf92f3577b34da6a3ce929d0e0e4736'],
    [{ traceparent: 'none' }, 'c', 'c'],
    [{}, 'c', 'c']
  ])('works under the trace id of %j, else of the body', async (attributes, body, expected) => {
    expect(await traceOf(attributes, body)).toBe(expected)
  })

  it('makes a trace id of its own where none is given', async () => {
    expect(await traceOf({})).toMatch(/^[0-9a-f]{32}$/)
  })

  it.each(['', 'two words', 'x\r\ninjected: header', 'ü', 'x'.repeat(129)])(
    'does not pass on %j',
    async (hostile) => {
      expect(await traceOf({ CorrelationId: hostile }, hostile)).toMatch(/^[0-9a-f]{32}$/)
      expect(await traceOf({ CorrelationId: hostile }, 'plain')).toBe('plain')
    }
  )
})
