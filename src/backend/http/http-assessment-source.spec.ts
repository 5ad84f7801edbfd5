import 'reflect-metadata'
import { inspect } from 'node:util'
import { toEwkb, type Polygon, type Position } from '@nrf/geometry'
import { SameThreadPool } from '../../../test/fakes/same-thread-pool'
import type { AssessmentDetails } from '../assessment-source'
import {
  AssessmentNotRunnable,
  AssessmentWithdrawn,
  BackendBadResponse,
  DetailsInvalid,
  DetailsMismatch,
  ReferenceUnknown
} from '../backend.failures'
import { BackendHttpClient } from './backend-http-client'
import { DetailsReader } from './details-reader'
import { HttpAssessmentSource } from './http-assessment-source'
import {
  aTiming,
  json,
  ScriptedBackend,
  someBackendOptions,
  status,
  type Answer
} from './testing/scripted-backend'

const REFERENCE = 'NRL-204871'
const SQUARE: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [615200, 309800],
      [615300, 309800],
      [615300, 309900],
      [615200, 309800]
    ]
  ]
}

type Body = Readonly<Record<string, unknown>>

const someDetails = (members: Body = {}): Body => ({
  reference: REFERENCE,
  status: 'QUEUED',
  development: { types: ['housing'], housingUnits: 42 },
  boundary: { geometry: SQUARE, srid: 27700 },
  ...members
})

const aPond = (properties: unknown, geometry: unknown = SQUARE): Body => ({
  type: 'Feature',
  geometry,
  properties
})
const aSurvey = (...features: unknown[]): Body => ({ type: 'FeatureCollection', features })

async function fetchFrom(answer: Answer): Promise<AssessmentDetails> {
  const backend = new ScriptedBackend([answer])
  const options = someBackendOptions({
    baseUrl: await backend.start(),
    maxRetries: 0,
    maxResponseBytes: 20_000_000
  })
  const client = new BackendHttpClient(options, aTiming())
  try {
    return await new HttpAssessmentSource(
      client,
      options,
      new DetailsReader(new SameThreadPool(), 250_000)
    ).fetch(REFERENCE, new AbortController().signal)
  } finally {
    await client.onApplicationShutdown()
    await backend.stop()
  }
}

const fetchDetails = (members?: Body): Promise<AssessmentDetails> => fetchFrom(json(someDetails(members)))

describe('details that fit the contract', () => {
  it('needs only reference, status, development and boundary', async () => {
    await expect(fetchDetails()).resolves.toEqual({
      reference: REFERENCE,
      revision: 1,
      status: 'QUEUED',
      assessmentTypes: undefined,
      developmentName: '',
      dwellingCategory: 'housing',
      dwellings: 42,
      email: undefined,
      chosenWwtwId: undefined,
      boundary: { ok: true, ewkb: toEwkb(SQUARE, 27700), srid: 27700, repairs: [], vertexCount: 4 }
    })
  })

  it('takes over everything else that it knows', async () => {
    const details = await fetchDetails({
      revision: 3,
      status: 'COMPLETED',
      assessmentTypes: ['nutrient', 'gcn'],
      email: 'planner@example.com',
      developmentName: 'Mill Lane',
      wasteWaterTreatmentWorksId: '938'
    })
    expect(details).toMatchObject({
      revision: 3,
      status: 'COMPLETED',
      assessmentTypes: ['nutrient', 'gcn'],
      email: 'planner@example.com',
      developmentName: 'Mill Lane',
      chosenWwtwId: '938'
    })
  })

  it('takes over surveyed ponds, and what their outlines came to', async () => {
    const square = expect.objectContaining({ ok: true, ewkb: toEwkb(SQUARE, 27700) })
    const outline = { type: 'Point', coordinates: [1] }
    const { surveyPonds } = await fetchDetails({
      surveyPonds: aSurvey(
        aPond({ PANS: 'P', TmpImp: 'T', Pond_Name: 'x' }),
        aPond({ PANS: null, TmpImp: null }, outline),
        aPond({ PANS: 'NS', TmpImp: 'F' })
      )
    })
    expect(surveyPonds).toEqual([
      { outline: square, newts: 'P', isTemporaryImpact: true },
      { outline: expect.objectContaining({ ok: false }), newts: null, isTemporaryImpact: null },
      { outline: square, newts: 'NS', isTemporaryImpact: false }
    ])
  })

  it('tells a survey without ponds from no survey', async () => {
    expect((await fetchDetails({ surveyPonds: aSurvey() })).surveyPonds).toEqual([])
    expect((await fetchDetails({ surveyPonds: null })).surveyPonds).toBeUndefined()
  })

  it('ignores unknown members and treats null as absent', async () => {
    const members = {
      email: null,
      developmentName: null,
      revision: null,
      callbackUrl: 'http://169.254.169.254/'
    }
    await expect(fetchDetails(members)).resolves.toMatchObject({ revision: 1, developmentName: '' })
  })

  it('passes on what is wrong with a boundary', async () => {
    const geometry = { type: 'Point', coordinates: [1], extra: { deep: true } }
    const details = await fetchDetails({ boundary: { geometry, srid: 4326 } })
    expect(details.boundary).toMatchObject({
      ok: false,
      problem: { code: 'unsupported_geometry_type' }
    })
  })

  it('reads ponds in the system that the boundary turned out to be in', async () => {
    const inDegrees = {
      type: 'Polygon',
      coordinates: [
        [
          [1.2, 52.7],
          [1.3, 52.7],
          [1.3, 52.8],
          [1.2, 52.7]
        ]
      ]
    }
    const crs = { type: 'name', properties: { name: 'EPSG:4326' } }
    const { boundary, surveyPonds } = await fetchDetails({
      boundary: { geometry: { ...inDegrees, crs }, srid: 27700 },
      surveyPonds: aSurvey(aPond({ PANS: 'P' }, inDegrees))
    })
    expect([boundary, surveyPonds?.[0].outline]).toMatchObject([
      { ok: true, srid: 4326 },
      { ok: true, srid: 4326 }
    ])
  })

  it('names the file that holds the boundary, whose ponds are in British National Grid', async () => {
    const checksumSha256 = `${'A'.repeat(43)}=`
    const { boundary, surveyPonds } = await fetchDetails({
      boundary: { s3Bucket: 'b', s3Key: 'a/1', filename: 'f.zip', contentLength: 9, checksumSha256 },
      surveyPonds: aSurvey(aPond({ PANS: 'P' }, SQUARE))
    })
    expect(boundary).toEqual({
      file: { bucket: 'b', key: 'a/1', filename: 'f.zip', sizeBytes: 9, checksumSha256 }
    })
    expect(surveyPonds?.[0].outline).toMatchObject({ ok: true, srid: 27700 })
    const bare = await fetchDetails({ boundary: { s3Bucket: 'b', s3Key: 'a/1', filename: null } })
    expect(bare.boundary).toEqual({ file: { bucket: 'b', key: 'a/1' } })
  })

  it('reads a boundary of 200 000 positions', async () => {
    const ring = Array.from({ length: 199_999 }, (_, index): Position => [
      600_000 + (index % 1_000) / 7,
      300_000 + index / 3
    ])
    const geometry: Polygon = { type: 'Polygon', coordinates: [[...ring, ring[0]]] }
    const { boundary } = await fetchDetails({ boundary: { geometry, srid: 27700 } })
    expect(boundary).toMatchObject({ ok: true, vertexCount: 200_000, ewkb: toEwkb(geometry, 27700) })
  })
})

describe('details that break the contract', () => {
  it.each<[string, Body]>([
    ['development.housingUnits', { development: { types: ['housing'] } }],
    ['development.housingUnits', { development: { types: ['housing'], housingUnits: 0 } }],
    ['development.housingUnits', { development: { types: ['housing'], housingUnits: '42' } }],
    ['development.housingUnits', { development: { types: ['housing'], housingUnits: 1.5 } }],
    ['development', { development: [] }],
    ['boundary', { boundary: [] }],
    ['development.types', { development: { types: [], housingUnits: 1 } }],
    ['development.types', { development: { types: ['castle'], housingUnits: 1 } }],
    ['development', { development: null }],
    ['development', { development: 'housing' }],
    ['boundary', { boundary: undefined }],
    ['boundary.srid', { boundary: { geometry: SQUARE, srid: 3857 } }],
    ['boundary.geometry', { boundary: { geometry: 'POLYGON((0 0))', srid: 27700 } }],
    ['boundary.s3Bucket', { boundary: { s3Key: 'k', filename: 'f.zip' } }],
    ['boundary.s3Key', { boundary: { s3Bucket: 'b', s3Key: '' } }],
    ['boundary.contentLength', { boundary: { s3Bucket: 'b', s3Key: 'k', contentLength: '1' } }],
    ['boundary.checksumSha256', { boundary: { s3Bucket: 'b', s3Key: 'k', checksumSha256: 'abc' } }],
    ['boundary.geometry', { boundary: { s3Bucket: 'b', filename: 'f.zip' } }],
    ['status', { status: 'DONE' }],
    ['reference', { reference: undefined }],
    ['revision', { revision: 0 }],
    ['assessmentTypes', { assessmentTypes: [] }],
    ['assessmentTypes', { assessmentTypes: 'nutrient' }],
    ['email', { email: '"a b"@example.com' }],
    ['email', { email: 'a@example.com\r\nBcc: b@example.com' }],
    ['email', { email: 'ａ@example.com' }],
    ['developmentName', { developmentName: 'a\u0000b' }],
    ['wasteWaterTreatmentWorksId', { wasteWaterTreatmentWorksId: '1 OR 1=1' }],
    ['surveyPonds', { surveyPonds: [] }],
    ['surveyPonds.features', { surveyPonds: { type: 'FeatureCollection' } }],
    ['surveyPonds.features', { surveyPonds: aSurvey([aPond({ PANS: 'P' })]) }],
    ['surveyPonds.features.0.properties', { surveyPonds: aSurvey(aPond([])) }],
    ['surveyPonds.type', { surveyPonds: { type: 'Feature', features: [] } }],
    ['surveyPonds.features', { surveyPonds: aSurvey(aPond({ PANS: 'P' }), 'pond') }],
    [
      'surveyPonds.features.0.type',
      { surveyPonds: aSurvey({ geometry: SQUARE, properties: { PANS: 'P' } }) }
    ],
    ['surveyPonds.features.0.geometry', { surveyPonds: aSurvey(aPond({ PANS: 'P' }, null)) }],
    ['surveyPonds.features.0.properties', { surveyPonds: aSurvey(aPond(null)) }],
    ['surveyPonds.features.0.properties.PANS', { surveyPonds: aSurvey(aPond({ TmpImp: 'F' })) }],
    ['surveyPonds.features.0.properties.PANS', { surveyPonds: aSurvey(aPond({ PANS: 'p' })) }],
    ['surveyPonds.features.0.properties.TmpImp', { surveyPonds: aSurvey(aPond({ PANS: 'P', TmpImp: true })) }]
  ])('names %s in %j', async (member, members) => {
    const promise = fetchDetails(members)
    await expect(promise).rejects.toBeInstanceOf(DetailsInvalid)
    await expect(promise).rejects.toThrow(member)
  })

  it('refuses more ponds than a survey has, and does not list them all', async () => {
    const ponds = Array.from({ length: 2_001 }, () => aPond({ PANS: 'P' }))
    await expect(fetchDetails({ surveyPonds: aSurvey(...ponds) })).rejects.toThrow('surveyPonds.features')
    const wrong = Array.from({ length: 1_000 }, () => aPond({ PANS: 'x' }))
    await expect(fetchDetails({ surveyPonds: aSurvey(...wrong) })).rejects.toMatchObject({
      faults: { length: 20 }
    })
  })

  it('says nothing of the values', async () => {
    const error = await fetchDetails({ email: 'not an address' }).catch((cause: unknown) => cause)
    expect(inspect(error)).not.toContain('not an address')
  })

  it.each([[[]], [null], ['text'], [7]])('refuses the body %j', async (body) => {
    await expect(fetchFrom(json(body))).rejects.toBeInstanceOf(DetailsInvalid)
  })

  it('refuses nesting that would exhaust the stack', async () => {
    const depth = 50_000
    const text = `{"reference":"${REFERENCE}","unused":${'['.repeat(depth)}${']'.repeat(depth)}}`
    await expect(fetchFrom(status(200, { 'content-type': 'application/json' }, text))).rejects.toBeInstanceOf(
      DetailsInvalid
    )
  })

  it('refuses the details of another reference', async () => {
    const promise = fetchDetails({ reference: 'NRL-999999' })
    await expect(promise).rejects.toBeInstanceOf(DetailsMismatch)
  })
})

describe('other answers', () => {
  it.each([
    [404, ReferenceUnknown],
    [409, AssessmentNotRunnable],
    [410, AssessmentWithdrawn],
    [400, BackendBadResponse],
    [204, BackendBadResponse],
    [422, BackendBadResponse]
  ])('turns status %d into %p', async (code, failure) => {
    await expect(fetchFrom(status(code))).rejects.toBeInstanceOf(failure)
  })
})
