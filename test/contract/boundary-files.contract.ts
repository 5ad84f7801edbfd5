import { createHash } from 'node:crypto'
import { fromWkb } from '@nrf/geometry'
import { BoundaryFiles } from '../../src/uploads/boundary-files'
import { makeShapefile, makeZip } from '../../libs/geo-files/src/testing/index'

/** A place with boundary files, as a test sees it. */
export interface BoundaryFilesWorld {
  readonly files: BoundaryFiles
  readonly bucket: string
  /** Most bytes of a file; a test writes more. */
  readonly maxBytes: number
  /** `metadata` as the CDP Uploader stores it. */
  put(key: string, content: Buffer, metadata?: Readonly<Record<string, string>>): Promise<void>
  close(): Promise<void>
}

const SQUARE: [number, number][] = [
  [620_000, 310_000],
  [620_000, 310_100],
  [620_100, 310_100],
  [620_100, 310_000],
  [620_000, 310_000]
]

const shapefileZip = (): Buffer =>
  makeZip(
    Object.entries(makeShapefile([{ rings: [SQUARE], values: ['Site'] }])).map(([part, content]) => ({
      name: `site.${part}`,
      content
    }))
  )

const geoJson = (...features: unknown[]): Buffer =>
  Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))

const featureOf = (geometry: unknown) => ({ type: 'Feature', properties: {}, geometry })

const inNorwich = {
  type: 'Polygon',
  coordinates: [
    [
      [1.29, 52.63],
      [1.3, 52.63],
      [1.3, 52.64],
      [1.29, 52.63]
    ]
  ]
}

/** What every place of boundary files does; `open` is called before each test. */
export function itKeepsTheBoundaryFilesContract(open: () => Promise<BoundaryFilesWorld>): void {
  let world: BoundaryFilesWorld
  beforeEach(async () => {
    world = await open()
  })
  afterEach(() => world.close())

  const never = new AbortController().signal
  const read = (key: string, more: object = {}, signal = never) => world.files.read({ key, ...more }, signal)

  it('reads the boundary of a zipped shapefile', async () => {
    await world.put('jobs/1/input.zip', shapefileZip())
    const reading = await read('jobs/1/input.zip', { filename: 'site.zip', bucket: world.bucket })
    expect(reading).toMatchObject({ ok: true, srid: 27700, repairs: [], vertexCount: 5 })
    const { ewkb } = reading as Extract<typeof reading, { ok: true }>
    expect(fromWkb(ewkb)).toEqual({ type: 'Polygon', coordinates: [SQUARE] })
  })

  it('reads a key without extension by the name, the type or the bytes that are stored', async () => {
    const bytes = geoJson(featureOf(inNorwich))
    await world.put('a/named', bytes, { filename: 'site.geojson' })
    await world.put('a/encoded', bytes, {
      filename: 'x.zip',
      encodedfilename: '=?UTF-8?B?c2l0ZS5nZW9qc29u?='
    })
    await world.put('a/typed', bytes, { contenttype: 'application/geo+json' })
    await world.put('a/bare', bytes)
    for (const key of ['a/named', 'a/encoded', 'a/typed', 'a/bare']) {
      expect(await read(key)).toMatchObject({ ok: true, srid: 4326, vertexCount: 4 })
    }
    expect(await read('a/named', { filename: 'site.zip' })).toMatchObject({
      problem: { code: 'invalid_zip' }
    })
  })

  it('says why a file holds no boundary', async () => {
    await world.put('text', Buffer.from('This is no map'), { filename: 'site.geojson' })
    await world.put('two', geoJson(featureOf(inNorwich), featureOf(inNorwich)))
    await world.put('null', geoJson(featureOf(null)))
    await world.put('none', geoJson())
    await world.put('point', geoJson(featureOf({ type: 'Point', coordinates: [1, 52] })))
    await world.put('far', geoJson(featureOf({ ...inNorwich, coordinates: [SQUARE] })))
    const codeOf = async (key: string) => {
      const reading = await read(key)
      return reading.ok ? 'ok' : reading.problem.code
    }
    expect(await codeOf('text')).toBe('unreadable_geometry_file')
    expect(await codeOf('two')).toBe('ambiguous_boundary')
    expect(await codeOf('null')).toBe('invalid_geometry')
    expect(await codeOf('none')).toBe('no_polygon_found')
    expect(await codeOf('point')).toBe('unsupported_geometry_type')
    expect(await codeOf('far')).toBe('coordinates_out_of_range')
  })

  it('does not find what is not there', async () => {
    await expect(read('jobs/none')).rejects.toMatchObject({ code: 'upload_file_missing', retryable: false })
  })

  it.each(['../a', 'a/../b', '/a', 'a//b', './a', 'a\\b', 'a\nb', '', 'a/'])(
    'does not look under the key %j',
    async (key) => {
      await expect(read(key)).rejects.toMatchObject({ code: 'upload_location_refused', retryable: false })
    }
  )

  it('does not look under a key that is longer than any in S3', async () => {
    await expect(read('x'.repeat(1025))).rejects.toMatchObject({ code: 'upload_location_refused' })
  })

  it('does not look into other buckets', async () => {
    await world.put('a', shapefileZip())
    await expect(read('a', { bucket: `${world.bucket}-2` })).rejects.toMatchObject({
      code: 'upload_location_refused'
    })
  })

  it('holds the file against the size and the checksum of the job', async () => {
    const bytes = shapefileZip()
    const checksumSha256 = createHash('sha256').update(bytes).digest('base64')
    await world.put('a', bytes)
    expect(await read('a', { sizeBytes: bytes.length, checksumSha256 })).toMatchObject({ ok: true })
    const mismatch = { code: 'upload_mismatch', retryable: false }
    await expect(read('a', { sizeBytes: bytes.length + 1 })).rejects.toMatchObject(mismatch)
    await expect(read('a', { checksumSha256: checksumSha256.toLowerCase() })).rejects.toMatchObject(mismatch)
  })

  it('takes no file that is too large', async () => {
    await world.put('a', Buffer.alloc(world.maxBytes + 1, ' '))
    await expect(read('a')).rejects.toMatchObject({ code: 'file_size_too_large', retryable: false })
  })

  it('gives up when it is told to, with the reason it was given', async () => {
    await world.put('a', shapefileZip())
    const reason = new Error('stopped')
    await expect(read('a', {}, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
}
