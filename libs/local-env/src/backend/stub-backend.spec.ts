import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { parse, stringify } from 'yaml'
import { projectFolder } from '../processes/compiled-file'
import { StubBackend } from './stub-backend'

const jsonBody = (schema: object) => ({ requestBody: { content: { 'application/json': { schema } } } })

const contract = {
  openapi: '3.1.0',
  paths: {
    '/assessments/{reference}/results': { post: jsonBody({ $ref: '#/components/schemas/Results' }) },
    '/quotes/{reference}': { patch: jsonBody({ type: 'object' }) }
  },
  components: {
    schemas: {
      Results: {
        type: 'object',
        additionalProperties: false,
        required: ['reference', 'revision', 'status'],
        properties: {
          reference: { type: 'string' },
          revision: { $ref: '#/components/schemas/Revision' },
          status: { enum: ['COMPLETED', 'FAILED'] }
        }
      },
      Revision: { type: 'integer', minimum: 1 }
    }
  }
}

const reference = 'NRF-000001'
const aResult = (changes: object = {}) => ({ reference, revision: 1, status: 'COMPLETED', ...changes })
const aTotal = (changes: object = {}) => ({
  amount: 12.41,
  unit: 'mg/I TP',
  band: { min: 4, max: 4 },
  ...changes
})
const anEdp = (changes: object = {}) => ({
  edpId: '7',
  edpName: 'The Broads SAC',
  edpType: 'NUTRIENT',
  impact: { nitrogenTotal: aTotal(), phosphorusTotal: aTotal({ amount: 0.21 }) },
  levyGbp: { min: 100, max: 200.5 },
  ...changes
})

describe('stub backend', () => {
  let folder: string
  let backend: StubBackend

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-contract-'))
    await writeFile(join(folder, 'contract.yaml'), stringify(contract))
  })
  afterAll(() => rm(folder, { recursive: true }))

  beforeEach(async () => {
    backend = await StubBackend.start({ contractFile: join(folder, 'contract.yaml') })
    backend.put({ reference, status: 'QUEUED', padding: 'x'.repeat(2000) })
  })
  afterEach(() => backend.stop())

  async function call(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, headers: object = {}) {
    const answer = await request(backend.url + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'x-api-key': backend.apiKey, 'idempotency-key': 'one', ...headers },
      bodyTimeout: 5000,
      headersTimeout: 5000
    })
    const text = await answer.body.text()
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: text === '' ? undefined : JSON.parse(text)
    }
  }
  const post = (body: object, headers?: object) =>
    call('POST', `/assessments/${reference}/results`, body, headers)
  const patch = (body: object) => call('PATCH', `/quotes/${reference}`, body)

  it('answers with the details, compressed for those who ask', async () => {
    expect(await call('GET', `/assessments/${reference}`)).toMatchObject({
      status: 200,
      body: { status: 'QUEUED' }
    })

    const zipped = await request(`${backend.url}/assessments/${reference}`, {
      headers: { 'x-api-key': backend.apiKey, 'accept-encoding': 'gzip' }
    })
    await zipped.body.dump()
    expect(zipped.headers['content-encoding']).toBe('gzip')
  })

  it.each([
    ['unknown', 'NRF-999999', 404],
    ['withdrawn', 'NRF-000002', 410]
  ])('answers an %s reference with %s: %i', async (_, other, status) => {
    backend.put({ reference: 'NRF-000002' })
    backend.withdraw('NRF-000002')

    expect(await call('GET', `/assessments/${other}`)).toMatchObject({ status })
  })

  it('refuses every route without the right key', async () => {
    const wrong = { 'x-api-key': 'wrong' }

    expect(await call('GET', `/assessments/${reference}`, undefined, wrong)).toMatchObject({ status: 401 })
    expect(await post(aResult(), wrong)).toMatchObject({ status: 401 })
    expect(backend.resultOf(reference)).toBeUndefined()
  })

  it('holds a result, takes the same bytes again and refuses others', async () => {
    expect(await post(aResult())).toMatchObject({ status: 201 })
    expect(await post(aResult())).toMatchObject({ status: 200 })
    expect(await post({ status: 'COMPLETED', revision: 1, reference })).toMatchObject({
      status: 409,
      body: { identical: false, digest: expect.stringMatching(/^[0-9a-f]{64}$/) }
    })
    expect(await post(aResult({ revision: 2, status: 'FAILED' }))).toMatchObject({ status: 201 })
    expect(backend.resultOf(reference)).toEqual(aResult())
  })

  it('shows the state of an assessment and the result that is held', async () => {
    const read = () => call('GET', `/assessments/${reference}/results`)
    expect(await read()).toMatchObject({ status: 404 })
    await post(aResult({ status: 'FAILED' }))
    expect(await call('GET', `/assessments/${reference}`)).toMatchObject({
      body: { status: 'FAILED', revision: 1, padding: expect.any(String) }
    })
    expect(await read()).toMatchObject({ status: 200, body: aResult({ status: 'FAILED' }) })
  })

  it('lets a completed result follow a failed one, never the other way round', async () => {
    await post(aResult({ status: 'FAILED' }))

    expect(await post(aResult())).toMatchObject({ status: 201 })
    expect(await post(aResult({ status: 'FAILED' }))).toMatchObject({ status: 409 })
    expect(backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
  })

  it('names all faults of a result at once', async () => {
    const { status, body } = await post(
      { reference: 'NRF-000009', revision: 0, status: 'DONE', extra: 1 },
      { 'idempotency-key': undefined }
    )

    expect(status).toBe(400)
    expect(body.errors).toEqual(
      expect.arrayContaining([
        'body must NOT have additional properties (extra)',
        '/revision must be >= 1',
        '/status must be equal to one of the allowed values',
        'header idempotency-key is missing',
        '/reference is not the reference of the path'
      ])
    )
  })

  it('takes a quote result, also again', async () => {
    expect(await patch({ edps: [anEdp()] })).toMatchObject({ status: 200, body: undefined })
    expect(await patch({ edps: [anEdp({ edpId: 7 })] })).toMatchObject({ status: 200 })
    expect(backend.quoteOf(reference)).toEqual({ edps: [anEdp({ edpId: 7 })] })
  })

  it.each([
    [
      'another unit',
      anEdp({ impact: { nitrogenTotal: aTotal({ unit: 'mg/l TP' }), phosphorusTotal: aTotal() } })
    ],
    ['another type', anEdp({ edpType: 'GCN' })],
    [
      'a band that is a number',
      anEdp({ impact: { nitrogenTotal: aTotal({ band: 4 }), phosphorusTotal: aTotal() } })
    ],
    ['a levy of three decimals', anEdp({ levyGbp: { min: 1.005, max: 2 } })],
    ['an unknown member', anEdp({ colour: 'red' })],
    ['a missing total', anEdp({ impact: { nitrogenTotal: aTotal() } })]
  ])('refuses a quote result with %s', async (_, edp) => {
    expect(await patch({ edps: [edp] })).toMatchObject({
      status: 400,
      body: { errors: [expect.any(String)] }
    })
    expect(backend.quoteOf(reference)).toBeUndefined()
  })

  it('keeps what it received, byte for byte', async () => {
    await post(aResult(), { 'x-cdp-request-id': 'trace-1' })

    const received = await backend.waitFor(({ route, status }) => route === 'results' && status === 201)
    expect(received.rawBody.toString()).toBe(JSON.stringify(aResult()))
    expect(received).toMatchObject({ reference, headers: { 'x-cdp-request-id': 'trace-1' }, body: aResult() })
  })

  it('waits for a request that comes later, and says what came instead', async () => {
    const waiting = backend.waitFor(({ status }) => status === 201)
    await post(aResult())
    await expect(waiting).resolves.toMatchObject({ route: 'results' })

    await expect(backend.waitFor(({ status }) => status === 500, 50)).rejects.toThrow(
      'No such request within 50 ms; received: results NRF-000001 201'
    )
  })

  describe('told to fail', () => {
    it('fails as often as it is told, for the reference it is told', async () => {
      backend.put({ reference: 'NRF-000002' })
      backend.failNext({
        route: 'details',
        reference,
        times: 2,
        status: 503,
        headers: { 'retry-after': '7' }
      })

      expect(await call('GET', '/assessments/NRF-000002')).toMatchObject({ status: 200 })
      expect(await call('GET', `/assessments/${reference}`)).toMatchObject({
        status: 503,
        headers: { 'retry-after': '7' }
      })
      expect(await call('GET', `/assessments/${reference}`)).toMatchObject({ status: 503 })
      expect(await call('GET', `/assessments/${reference}`)).toMatchObject({ status: 200 })
    })

    it('does the work and loses the answer', async () => {
      backend.failNext({ route: 'results', destroySocket: true, afterApplying: true })

      await expect(post(aResult())).rejects.toThrow('other side closed')
      expect(backend.resultOf(reference)).toEqual(aResult())
      expect(await post(aResult())).toMatchObject({ status: 200 })
    })

    it('leaves a request without an answer, and still stops', async () => {
      backend.failNext({ route: 'results', hang: true })
      const pending = post(aResult())
      await backend.waitFor(({ route }) => route === 'results')
      await backend.stop()

      await expect(pending).rejects.toThrow('other side closed')
      backend = await StubBackend.start({ contractFile: join(folder, 'contract.yaml') })
    })

    it('tells of a request before, after and once it is answered, at once', async () => {
      const phases: string[] = []
      backend.observe(({ phase, request: { status, appliedStatus } }) =>
        phases.push(`${phase} ${appliedStatus} ${status}`)
      )
      backend.failNext({ route: 'results', status: 500, afterApplying: true })

      expect(await post(aResult())).toMatchObject({ status: 500 })
      await backend.waitFor(({ status }) => status === 500)
      expect(phases).toEqual(['received undefined undefined', 'applied 201 undefined', 'answered 201 500'])
    })

    it('keeps every delivery with the digest of its bytes and its key', async () => {
      backend.failNext({ route: 'results', status: 500 })
      await post(aResult())
      await post(aResult())
      await post(aResult({ status: 'FAILED' }))

      const [unseen, taken, other] = backend.deliveries
      expect(unseen).toMatchObject({ reference, revision: 1, result: 'COMPLETED', appliedStatus: undefined })
      expect(taken).toMatchObject({ digest: unseen.digest, appliedStatus: 201 })
      expect(taken.idempotencyKey).toBe(unseen.idempotencyKey)
      expect(other).toMatchObject({ result: 'FAILED', appliedStatus: 409 })
      expect(other.digest).not.toBe(taken.digest)
    })

    it('sends its answer byte by byte, or with a huge body', async () => {
      backend.failNext({ route: 'details', reference, slowBodyMs: 2 })
      const begin = performance.now()
      expect(await call('GET', `/assessments/${reference}`)).toMatchObject({ status: 200 })
      expect(performance.now() - begin).toBeGreaterThan(2 * JSON.stringify({ reference }).length)

      backend.failNext({ route: 'details', reference, paddingBytes: 3_000_000 })
      const headers = { 'x-api-key': backend.apiKey }
      const { body } = await request(`${backend.url}/assessments/${reference}`, { headers })
      const text = await body.text()
      expect(text.length - text.trimEnd().length).toBe(3_000_000)
    })

    it('only answers late without a status', async () => {
      backend.failNext({ route: 'results', delayMs: 20, afterApplying: true })

      expect(await post(aResult())).toMatchObject({ status: 201 })
    })
  })

  it('does not start on a contract without the two bodies', async () => {
    const file = join(folder, 'empty.yaml')
    await writeFile(file, 'openapi: 3.1.0')

    await expect(StubBackend.start({ contractFile: file })).rejects.toThrow(
      'no JSON request body for POST /assessments/{reference}/results'
    )
  })
})

describe('published contract', () => {
  const document = parse(readFileSync(join(projectFolder(), 'docs', 'backend-api.yaml'), 'utf8'))
  const examples = [
    ['POST', '/assessments/{reference}/results', 'post'],
    ['PATCH', '/quotes/{reference}', 'patch']
  ].flatMap(([method, path, key]) => {
    const { examples: bodies } = document.paths[path][key].requestBody.content['application/json']
    return Object.entries<{ value: { reference?: string } }>(bodies).map(
      ([name, { value }]) => [method, path, name, value] as const
    )
  })
  let backend: StubBackend

  beforeAll(async () => {
    backend = await StubBackend.start()
  })
  afterAll(() => backend.stop())

  it.each(examples)(
    'has an example of %s %s that the backend takes: %s',
    async (method, path, name, value) => {
      const known = value.reference ?? 'NRL-204871'
      backend.put({ reference: known })
      const answer = await request(backend.url + path.replace('{reference}', known), {
        method: method === 'POST' ? 'POST' : 'PATCH',
        headers: { 'x-api-key': backend.apiKey, 'idempotency-key': name },
        // A run of its own for every example: a second result of one run is refused.
        body: JSON.stringify(
          method === 'POST' ? { ...value, revision: examples.findIndex((e) => e[2] === name) + 1 } : value
        )
      })

      expect(await answer.body.text()).toBe('')
      expect([200, 201]).toContain(answer.statusCode)
    }
  )
})
