import fc from 'fast-check'
import { FrontendReader, startKind } from './frontend-messages'

const typed = (type: string, body: string): Buffer => {
  const bytes = Buffer.from(`${type}0000${body}`)
  bytes.writeInt32BE(4 + Buffer.byteLength(body), 1)
  return bytes
}
const start = (code: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeInt32BE(8, 0)
  bytes.writeInt32BE(code, 4)
  return bytes
}

describe('messages of a PostgreSQL client', () => {
  it('are the same however the stream is cut', () => {
    const stream = Buffer.concat([typed('P', 'parse'), typed('S', ''), typed('Q', 'SELECT 1')])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: stream.length }), { maxLength: 6 }), (cuts) => {
        const reader = new FrontendReader()
        const types: string[] = []
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
        for (const [index, edge] of edges.slice(1).entries()) {
          reader.add(stream.subarray(edges[index], edge))
          for (let message = reader.next(true); message; message = reader.next(true)) types.push(message.type)
        }
        expect(types).toEqual(['P', 'S', 'Q'])
      })
    )
  })

  it.each([
    [196_608, 'start-up'],
    [80_877_103, 'encryption'],
    [80_877_104, 'encryption'],
    [80_877_102, 'cancel']
  ])('of the start with code %d ask for %s', (code, kind) => {
    const reader = new FrontendReader()
    reader.add(start(code))
    expect(startKind(reader.next(false)!)).toBe(kind)
  })

  it('refuses what is not PostgreSQL', () => {
    const reader = new FrontendReader()
    reader.add(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    expect(() => reader.next(true)).toThrow('Not a PostgreSQL client')
    const old = new FrontendReader()
    old.add(start(131_072))
    expect(() => startKind(old.next(false)!)).toThrow('is not spoken here')
  })
})
