import { EventLog, type EventRecord } from '../observability/log-events'
import { MessageTraces } from './message-traces'
import { TransportLog } from './transport-log'

function aLog() {
  const records: (EventRecord & { sentence: string })[] = []
  const events = new EventLog({ write: (_, record, sentence) => records.push({ ...record, sentence }) })
  return { log: new TransportLog(events, new MessageTraces()), records }
}

describe('TransportLog', () => {
  it.each([
    [undefined, 'The queue has no redrive policy; 10 are recommended'],
    [3, 'The queue moves a message after 3 receives; 10 are recommended']
  ])('warns of a queue that receives too seldom: %s', (maxReceiveCount, sentence) => {
    const { log, records } = aLog()
    log.write({ type: 'redrive_policy_read', queue: 'assessments', maxReceiveCount })
    expect(records).toEqual([
      expect.objectContaining({
        'event.action': 'queue_misconfigured',
        'event.reason': 'assessments',
        sentence
      })
    ])
  })

  it('says nothing of a queue that receives often enough, or of routine', () => {
    const { log, records } = aLog()
    log.write({ type: 'redrive_policy_read', queue: 'assessments', maxReceiveCount: 10 })
    log.write({ type: 'poll_completed', queue: 'assessments', messageCount: 0, durationMs: 1 })
    expect(records).toEqual([])
  })
})
