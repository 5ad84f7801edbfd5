import { makeShapefile, makeZip } from '../../libs/geo-files/src/testing'
import type { WorkerProcess } from '@nrf/local-env'
import { PublishedApi, type CheckAnswer } from '../builders/boundary-check-bench'
import { aPolygon, aSquare } from '../builders/reference-files'
import { onGrid } from '../builders/uploaded-sites'
import { AssessmentService, ask } from './assessment-service'
import { PATIENCE_MS } from './until'

jest.setTimeout(2 * PATIENCE_MS)

const KEY = 'key-for-the-boundary-check'
/** In the sample district, inside its EDP area. */
const SITE = aSquare(602_550, 306_050, 90)

/** 90 m round, as somebody draws it who wants it round. */
function aCircle(x: number, y: number, vertices: number): [number, number][] {
  const ring = Array.from({ length: vertices }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / vertices
    return [x + 90 * Math.cos(angle), y + 90 * Math.sin(angle)]
  })
  return [...ring, ring[0]]
}

describe('the boundary check of a running worker', () => {
  const api = new PublishedApi()
  let service: AssessmentService
  let worker: WorkerProcess

  beforeAll(async () => {
    service = await AssessmentService.start({ settings: { IMPACT_ASSESSOR_API_KEY: KEY } })
    worker = await service.startWorker()
  }, 3 * PATIENCE_MS)

  afterAll(() => service?.stop())

  async function upload(content: string | Uint8Array, filename: string, key = KEY): Promise<CheckAnswer> {
    const form = new FormData()
    form.append('geometry_file', new Blob([Buffer.from(content)]), filename)
    const response = await fetch(`http://127.0.0.1:${worker.port}/check-boundary`, {
      method: 'POST',
      headers: { 'x-api-key': key },
      body: form
    })
    const mediaType = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      mediaType,
      headers: response.headers,
      body: JSON.parse(await response.text())
    }
  }

  it('answers as published for a small file, an archive, and one of 2 MiB', async () => {
    const small = JSON.stringify(onGrid(aPolygon(SITE)))
    const entries = Object.entries(makeShapefile([{ rings: [SITE], values: ['A'] }])).map(
      ([part, content]) => ({ name: `site.${part}`, content })
    )
    const large = JSON.stringify(onGrid(aPolygon(aCircle(602_550, 306_050, 50_000))))
    const answers = [
      await upload(small, 'site.geojson'),
      await upload(makeZip(entries), 'site.zip'),
      await upload(large.padEnd(2_097_152, ' '), 'site.geojson')
    ]
    expect(answers.flatMap((answer) => api.faultsOf(answer))).toEqual([])
    const names = answers.map(({ body }) =>
      (body['intersectingEdps'] as { label: string }[]).map(({ label }) => label)
    )
    expect(names).toEqual(Array.from({ length: 3 }, () => ['Sample EDP for the Wensum and the Broads']))
    expect(answers.map(({ status, body }) => [status, body['error']])).toEqual([
      [200, null],
      [200, null],
      [200, null]
    ])
  })

  it('shows its key and what was uploaded to nobody', async () => {
    const refused = await upload('{"owner":"Ms Pond"}', 'site.geojson', 'another-key-altogether')
    expect(refused.status).toBe(401)
    await upload('{"owner":"Ms Pond"}', 'site.geojson')
    const text = JSON.stringify(worker.logs)
    for (const secret of [...service.secrets, KEY, 'another-key-altogether', 'Ms Pond', '602550'])
      expect(text).not.toContain(secret)
  })

  it('leaves health and version as they are, and knows no other page', async () => {
    expect(await ask(worker, '/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await ask(worker, '/version')).toMatchObject({ status: 200 })
    expect(await ask(worker, '/openapi.json')).toMatchObject({ status: 200, body: { openapi: '3.1.0' } })
    expect(await ask(worker, '/nothing')).toMatchObject({ status: 404, body: { type: 'about:blank' } })
  })
})
