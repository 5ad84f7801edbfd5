import { connect } from 'node:net'
import { once } from 'node:events'
import { databaseOptionsFor } from '../../test/builders/database-options'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import {
  API_KEY,
  BoundaryCheckBench,
  MAX_UPLOAD_BYTES,
  PublishedApi,
  type CheckAnswer
} from '../../test/builders/boundary-check-bench'
import { loadEdps, onGrid, site } from '../../test/builders/uploaded-sites'

describe('who may ask for a boundary check, and how', () => {
  const api = new PublishedApi()
  let testDatabase: TestDatabase
  let bench: BoundaryCheckBench

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    await loadEdps(testDatabase)
    bench = await BoundaryCheckBench.start(databaseOptionsFor(testDatabase))
  }, 120_000)

  afterAll(async () => {
    await bench?.stop()
    await testDatabase?.close()
  })

  const codeOf = async (answering: Promise<CheckAnswer>) => {
    const answer = await answering
    expect(api.faultsOf(answer)).toEqual([])
    return [answer.status, answer.body['error']]
  }

  it.each([[undefined], [''], ['wrong'], [`${API_KEY} `.repeat(2)]])(
    'is refused with the key %j',
    async (key) => {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key }
      const answer = await bench.ask('/check-boundary', { method: 'POST', headers, body: 'x' })
      expect(api.faultsOf(answer)).toEqual([])
      expect(answer).toMatchObject({
        status: 401,
        body: { title: 'Unauthorized', detail: 'Invalid API key' }
      })
    }
  )

  it('is not offered at all without a key', async () => {
    const closed = await BoundaryCheckBench.start(databaseOptionsFor(testDatabase), { apiKey: undefined })
    const answers = [
      await closed.uploadJson(onGrid(site)),
      await closed.ask('/openapi.json'),
      await closed.ask('/other')
    ]
    await closed.stop()
    expect(answers.map(({ status, mediaType }) => [status, mediaType])).toEqual(
      Array.from({ length: 3 }, () => [404, 'application/problem+json'])
    )
  })

  it('is done by POST, and other pages are not there', async () => {
    const got = await bench.ask('/check-boundary')
    expect(api.faultsOf(got)).toEqual([])
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    expect(await bench.ask('/nothing')).toMatchObject({
      status: 404,
      body: { status: 404, type: 'about:blank' }
    })
    const posted = await bench.ask('/openapi.json', { method: 'POST' })
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('publishes its document', async () => {
    expect(await bench.ask('/openapi.json')).toMatchObject({ status: 200, body: { openapi: '3.1.0' } })
  })

  it('H-14 takes a file of exactly the limit, and no byte more', async () => {
    const text = JSON.stringify(onGrid(site))
    const full = text.padEnd(MAX_UPLOAD_BYTES, ' ')
    expect(await codeOf(bench.upload(full, 'site.geojson'))).toEqual([200, null])
    expect(await codeOf(bench.upload(`${full} `, 'site.geojson'))).toEqual([413, 'file_size_too_large'])
    expect(await codeOf(bench.upload(full.repeat(4), 'site.geojson'))).toEqual([413, 'file_size_too_large'])
  })

  it.each([
    ['JSON', '{}', 'application/json', 415],
    ['no boundary', 'x', 'multipart/form-data', 415],
    ['an empty boundary', 'x', 'multipart/form-data; boundary=', 400],
    ['another boundary', '--a\r\n\r\nx\r\n--a--', 'multipart/form-data; boundary=b', 400],
    [
      'a part that does not end',
      '--a\r\nContent-Disposition: form-data; name="geometry_file"; filename="a.json"\r\n\r\n{',
      'multipart/form-data; boundary=a',
      400
    ],
    [
      'a header that does not end',
      `--a\r\nContent-Disposition: ${'x'.repeat(200_000)}`,
      'multipart/form-data; boundary=a',
      400
    ],
    [
      'many parts',
      `${'--a\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'.repeat(1000)}--a--`,
      'multipart/form-data; boundary=a',
      400
    ],
    [
      'no file',
      '--a\r\nContent-Disposition: form-data; name="geometry_file"\r\n\r\n{}\r\n--a--',
      'multipart/form-data; boundary=a',
      422
    ]
  ])('refuses a form with %s', async (_, body, type, status) => {
    const answer = await bench.send(body, { 'content-type': type })
    expect(api.faultsOf(answer)).toEqual([])
    expect([answer.status, answer.mediaType]).toEqual([status, 'application/problem+json'])
  })

  it('goes on when a client leaves in the middle', async () => {
    const { hostname, port } = new URL(bench.url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    socket.write(
      `POST /check-boundary HTTP/1.1\r\nHost: x\r\nx-api-key: ${API_KEY}\r\n` +
        'Content-Type: multipart/form-data; boundary=a\r\nContent-Length: 1000\r\n\r\n--a'
    )
    socket.destroy()
    expect(await codeOf(bench.uploadJson(onGrid(site)))).toEqual([200, null])
  })
})
