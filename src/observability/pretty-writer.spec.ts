import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { prettyWriter } from './pretty-writer'

it('writes a line for people with the time and the level of the record', async () => {
  const printed = new PassThrough()
  const record = {
    'log.level': 'warn',
    '@timestamp': '2026-11-24T13:28:45.123Z',
    'process.pid': 1,
    'trace.id': 'abc',
    message: 'Gate closed'
  }
  prettyWriter(printed)?.write(`${JSON.stringify(record)}\n`)
  const [line] = await once(printed, 'data')
  expect(String(line)).toMatch(/^\[\d\d:\d\d:\d\d\.123\] WARN: Gate closed \{"trace\.id":"abc"\}\n$/)
})
