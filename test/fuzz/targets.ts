import fc from 'fast-check'
import { makeZip } from '../../libs/geo-files/src/testing'
import { SHAPEFILE_PARTS } from './generators/base-files'
import { mutatedFile, mutatedParts, type MutatedFile } from './generators/byte-mutations'
import { mutatedJson } from './generators/json-mutations'
import { mutatedPolygon } from './generators/ring-mutations'
import type { ReaderThread } from './reader-thread'
import type { Details } from './surroundings'
import type { WorkerUnderFire } from './worker-under-fire'

export interface Surroundings {
  readonly readers: ReaderThread
  readonly fire: WorkerUnderFire
  readonly files: readonly MutatedFile[]
  readonly details: Details
}

/** Something that input is thrown at. `attack` gives the verdict, and throws when there is none in time or a wrong one. */
export interface Target {
  readonly name: string
  /** Targets of one lane take turns; lanes run side by side. */
  readonly lane: 'readers' | 'queue' | 'page'
  property(surroundings: Surroundings, note: (verdict: string) => void): fc.IAsyncPropertyWithHooks<[unknown]>
}

const REFERENCE = 'NRF-000001'
/** Messages of every shape that the queue may hold. */
const MESSAGES = [
  { version: 1, reference: REFERENCE, revision: 2, assessmentTypes: ['nutrient'], traceId: 'a1b2' },
  { job_id: REFERENCE, assessment_type: 'gcn' },
  { Type: 'Notification', Message: `{"reference":"${REFERENCE}"}` },
  {
    reference: REFERENCE,
    housingUnits: 12,
    developmentTypes: ['housing'],
    boundaryGeojson: {
      boundaryGeometryOriginal: {
        type: 'Polygon',
        coordinates: [
          [
            [602_550, 306_050],
            [602_640, 306_050],
            [602_640, 306_150],
            [602_550, 306_050]
          ]
        ]
      },
      intersectingEdps: [{ label: 'Sample', n2k_site_name: 'Sample' }]
    }
  },
  {
    reference: REFERENCE,
    s3_input_key: 'jobs/1/input.zip',
    development_name: 'Mill Lane',
    number_of_dwellings: 12
  }
]

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

const target = <Input>(
  name: string,
  lane: Target['lane'],
  input: (surroundings: Surroundings) => fc.Arbitrary<Input>,
  attack: (input: Input, surroundings: Surroundings) => Promise<string>
): Target => ({
  name,
  lane,
  property: (surroundings, note) =>
    fc.asyncProperty(input(surroundings), async (value) => {
      note(await attack(value, surroundings))
    })
})

const polygonFile = mutatedPolygon().map((polygon) => ({
  filename: 'polygon.geojson',
  bytes: bytesOf(JSON.stringify(polygon))
}))

const anyFile = (files: readonly MutatedFile[]): fc.Arbitrary<MutatedFile> =>
  fc.oneof(
    mutatedFile(files),
    mutatedParts(SHAPEFILE_PARTS, (entries) => makeZip(entries))
  )

let revision = 1

/** Every target by its name. */
export const TARGETS: readonly Target[] = [
  target(
    'json',
    'readers',
    () => mutatedJson(MESSAGES),
    (text, { readers }) => readers.ask({ reader: 'json', bytes: bytesOf(text) })
  ),
  target(
    'boundary',
    'readers',
    () => mutatedPolygon(),
    (polygon, { readers }) => readers.ask({ reader: 'boundary', bytes: bytesOf(JSON.stringify(polygon)) })
  ),
  target(
    'upload',
    'readers',
    ({ files }) => anyFile(files),
    ({ filename, bytes }, { readers }) => readers.ask({ reader: 'upload', filename, bytes })
  ),
  target(
    'message',
    'queue',
    () => mutatedJson(MESSAGES),
    (text, { fire }) => fire.message(text)
  ),
  target(
    'details',
    'queue',
    () => mutatedPolygon(),
    (geometry, { fire, details }) => {
      revision += 1
      fire.backend.put({ ...details, reference: REFERENCE, revision, boundary: { geometry, srid: 27700 } })
      return fire.message(JSON.stringify({ reference: REFERENCE, revision }))
    }
  ),
  target(
    'check',
    'page',
    ({ files }) => fc.oneof(anyFile(files), polygonFile),
    async (file, { fire }) => {
      const { status, code } = await fire.file(file.filename, file.bytes)
      return `${status} ${code}`
    }
  )
]
