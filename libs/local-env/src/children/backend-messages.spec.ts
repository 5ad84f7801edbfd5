import { withoutReady } from './backend-messages'

const message = (type: string, body = ''): Buffer => {
  const bytes = Buffer.from(`${type}0000${body}`)
  bytes.writeInt32BE(4 + Buffer.byteLength(body), 1)
  return bytes
}

describe('answer to one message of an extended query', () => {
  it('keeps everything but ready for query', () => {
    const answer = Buffer.concat([message('D', 'row'), message('Z', 'I'), message('C', 'SELECT 1')])
    expect(withoutReady(answer)).toEqual({
      bytes: Buffer.concat([message('D', 'row'), message('C', 'SELECT 1')]),
      hasError: false
    })
  })

  it('tells of an error', () => {
    const answer = Buffer.concat([message('E', 'failed'), message('Z', 'E')])
    expect(withoutReady(answer)).toEqual({ bytes: message('E', 'failed'), hasError: true })
    expect(withoutReady(Buffer.alloc(0))).toEqual({ bytes: Buffer.alloc(0), hasError: false })
  })
})
