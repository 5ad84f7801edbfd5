import type { EventName } from './event-catalogue'
import type { EventRecord, EventSink } from './log-events'
import type { CounterName } from './metric-catalogue'
import type { Metrics } from './metrics'

type Counted = CounterName | ((record: EventRecord) => CounterName | undefined)

/** Events that are counted as they are; everything else is counted where it is known in more detail. */
const COUNTED_EVENTS: Readonly<Partial<Record<EventName, Counted>>> = {
  effect_replayed: 'EffectReplayed',
  effect_unknown: 'EffectUnknown',
  job_snoozed: 'JobsSnoozed',
  // The transport, which knows no references, counts the messages that came twice by itself.
  message_duplicate: (record) =>
    record['event.reference'] === undefined ? undefined : 'MessagesDuplicateCompleted'
}

/** Counts events on their way to the log, whatever the log then does with them. */
export function countingEventSink(sink: EventSink, metrics: Metrics): EventSink {
  const counted = new Map<unknown, Counted>(Object.entries(COUNTED_EVENTS))
  return {
    write(level, record, sentence) {
      const rule = counted.get(record['event.action'])
      const counter = typeof rule === 'function' ? rule(record) : rule
      if (counter !== undefined) metrics.count(counter)
      sink.write(level, record, sentence)
    }
  }
}
