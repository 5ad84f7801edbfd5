import { EventLog, type EventFields } from './log-events'
import { createLogger, eventSink } from './logger'
import { LogSink, type LineWriter } from './log-sink'
import { Redactor } from './redactor'
import { newTraceId, runWithTraceId } from './trace-context'

const SECRET = 'a-key-of-the-backend'

function aLogger(options: { level?: 'info' | 'debug'; enabled?: boolean; writer?: LineWriter } = {}) {
  const lines: string[] = []
  const sink = new LogSink(options.writer ?? { write: (line) => lines.push(line) })
  const logger = createLogger({
    log: { enabled: options.enabled ?? true, level: options.level ?? 'info' },
    service: { name: 'nrf-impact-assessment-service', version: '1.2.3' },
    redactor: new Redactor([SECRET]),
    sink
  })
  const records = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line))
  return { logger, log: new EventLog(eventSink(logger)), lines, records, sink }
}

const FIELDS: EventFields = {
  reference: 'NRF-123456',
  outcome: 'success',
  durationMs: 12.5,
  reason: 'delivered'
}

describe('an event', () => {
  it('is one line of JSON in the fields that CDP keeps', () => {
    const { log, lines, records } = aLogger()
    log.info('job_completed', FIELDS, 'Assessment delivered')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^[^\n]+\n$/)
    expect(records()[0]).toEqual({
      'log.level': 'info',
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      'process.pid': process.pid,
      'host.hostname': expect.any(String),
      'ecs.version': expect.any(String),
      'service.name': 'nrf-impact-assessment-service',
      'service.version': '1.2.3',
      'event.action': 'job_completed',
      'event.reference': 'NRF-123456',
      'event.outcome': 'success',
      'event.duration': 12_500_000,
      'event.reason': 'delivered',
      message: 'Assessment delivered'
    })
  })

  it('carries the trace id of the job it belongs to, across awaits', async () => {
    const { log, records } = aLogger()
    const [first, second] = [newTraceId(), newTraceId()]
    const job = async (): Promise<void> => {
      await new Promise(setImmediate)
      log.info('job_claimed', {}, 'Claimed')
    }
    await Promise.all([runWithTraceId(first, job), runWithTraceId(second, job)])
    log.info('worker_ready', {}, 'Ready')
    expect(records().map((record) => record['trace.id'])).toEqual([first, second, undefined])
  })

  it('describes an error with its causes and its code', () => {
    const { log, records } = aLogger()
    const cause = Object.assign(new Error('socket closed'), { code: 'ECONNRESET' })
    const error = Object.assign(new TypeError('no answer', { cause }), { code: 'backend_unavailable' })
    log.error('job_dead', { error }, 'Assessment failed')
    expect(records()[0]).toMatchObject({
      'log.level': 'error',
      'error.type': 'TypeError',
      'error.code': 'backend_unavailable',
      'error.message': 'no answer',
      'error.stack_trace': expect.stringMatching(/TypeError: no answer[^]*caused by: Error: socket closed/)
    })
  })

  it('describes what was thrown without being an error', () => {
    const { log, records } = aLogger()
    log.warn('poll_error', { error: { status: 500 } }, 'Poll failed')
    expect(records()[0]).toMatchObject({ 'error.type': 'object', 'error.message': '{"status":500}' })
  })

  it('is written at its level or not at all', () => {
    const quiet = aLogger()
    quiet.log.debug('step_completed', {}, 'Step done')
    expect(quiet.lines).toEqual([])
    const verbose = aLogger({ level: 'debug' })
    verbose.log.debug('step_completed', {}, 'Step done')
    verbose.log.warn('gate_closed', {}, 'Gate closed')
    verbose.log.fatal('worker_forced_exit', {}, 'Forced exit')
    expect(verbose.records().map((record) => record['log.level'])).toEqual(['debug', 'warn', 'fatal'])
    const off = aLogger({ enabled: false })
    off.log.fatal('worker_forced_exit', {}, 'Forced exit')
    expect(off.lines).toEqual([])
  })
})

describe('every line', () => {
  it('is redacted in message, reason, error and stack trace', () => {
    const { log, logger, lines } = aLogger()
    const error = new Error(`priya@example.com drew [[430000,289000],[430001,289001]] with ${SECRET}`)
    log.error('job_dead', { error, reason: 'mail to priya@example.com' }, `Refused ${SECRET}`)
    logger.warn({ err: error }, 'mail to %s', 'priya@example.com')
    const text = lines.join('')
    expect(text).not.toMatch(/priya|430000|a-key-of-the-backend/)
    expect(text).toContain('p***@example.com drew [boundary] with [secret]')
  })

  it('stays one line whatever a sender writes into a reference', () => {
    const { log, lines, records } = aLogger()
    log.warn('message_validation_failed', { reference: 'NRF\r\n{"log.level":"info"}' }, 'Invalid\nmessage')
    expect(lines[0].trimEnd()).not.toMatch(/[\r\n]/)
    expect(records()[0]).toMatchObject({
      'log.level': 'warn',
      'event.reference': 'NRF\r\n{"log.level":"info"}'
    })
  })

  it('drops fields that CDP does not keep, together with what they hold', () => {
    const { logger, records } = aLogger()
    logger.info({ boundary: { coordinates: [[1, 2]] }, 'log.logger': 'Router' }, 'mapped')
    expect(records()[0]).toMatchObject({ 'log.logger': 'Router', message: 'mapped' })
    expect(Object.keys(records()[0]).some((name) => name.startsWith('boundary'))).toBe(false)
  })
})

describe('a log that does not work', () => {
  const broken: LineWriter = {
    write: () => {
      throw new Error('disk full')
    }
  }

  it('never throws into the job', () => {
    const { log, sink } = aLogger({ writer: broken })
    expect(() => log.info('job_completed', FIELDS, 'Assessment delivered')).not.toThrow()
    expect(sink.droppedLines).toBe(1)
  })

  it('survives an error whose properties throw', () => {
    const { log } = aLogger()
    const error = new Error('x')
    Object.defineProperty(error, 'stack', {
      get: () => {
        throw new Error('no stack')
      }
    })
    expect(() => log.error('job_dead', { error }, 'Assessment failed')).not.toThrow()
    expect(log.lostEvents).toBe(1)
  })
})
