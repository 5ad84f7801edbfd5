import fc from 'fast-check'
import { MessageReader, type ReadMessage } from './message-reader'

const reader = new MessageReader({ maxBodyBytes: 12_000, referencePattern: '^(?:(NRF|NRL)-[0-9]{6})$' })

const read = (message: unknown): ReadMessage => reader.read(JSON.stringify(message))
const codeOf = (message: ReadMessage) => (message.isReadable ? 'readable' : message.failure.code)
const requestOf = (message: ReadMessage) => (message.isReadable ? message.request : undefined)

describe('MessageReader', () => {
  it('reads a reference message', () => {
    const message = read({
      version: 1,
      reference: 'NRF-204871',
      revision: 2,
      assessmentTypes: ['nutrient'],
      traceId: 'a1b2',
      somethingElse: { is: 'ignored' }
    })
    expect(requestOf(message)).toEqual({
      reference: 'NRF-204871',
      revision: 2,
      assessmentTypes: ['nutrient'],
      traceId: 'a1b2'
    })
  })

  it('takes revision 1 and leaves the types open when the message names neither', () => {
    expect(requestOf(read({ reference: 'NRL-000001' }))).toEqual({
      reference: 'NRL-000001',
      revision: 1,
      assessmentTypes: undefined,
      traceId: undefined
    })
  })

  it.each(['job_id', 'quote_id', 'application_id'])('takes %s for the reference', (name) => {
    expect(requestOf(read({ [name]: 'NRF-000007' }))?.reference).toBe('NRF-000007')
  })

  it('takes assessment_type for one type', () => {
    expect(requestOf(read({ reference: 'NRF-000007', assessment_type: 'gcn' }))?.assessmentTypes).toEqual([
      'gcn'
    ])
  })

  it('unwraps one SNS envelope', () => {
    const envelope = { Type: 'Notification', Message: JSON.stringify({ reference: 'NRF-000007' }) }
    expect(requestOf(read(envelope))?.reference).toBe('NRF-000007')
    expect(codeOf(read({ Type: 'Notification', Message: JSON.stringify(envelope) }))).toBe('invalid_message')
  })

  it('strips one byte-order mark', () => {
    expect(codeOf(reader.read('\uFEFF{"reference":"NRF-000007"}'))).toBe('readable')
  })

  it.each([
    ['not json {'],
    [''],
    ['   '],
    ['1'],
    ['null'],
    ['[]'],
    ['"NRF-000001"'],
    ["{'reference': 'NRF-000001'}"],
    ['{"Type":"Notification","Message":{"reference":"NRF-000001"}}'],
    ['{"Type":"Notification","Message":"not json {"}'],
    ['{"Type":"Notification"}'],
    [`{"reference":"NRF-000001"${' '.repeat(5)}`]
  ])('refuses %j as malformed', (body) => {
    expect(codeOf(reader.read(body))).toBe('malformed_message')
  })

  it('never quotes the body in a failure', () => {
    const message = reader.read('{"email": "someone@example.com" oops')
    expect(JSON.stringify(message) + String(!message.isReadable && message.failure.message)).not.toContain(
      'someone'
    )
  })

  it.each([
    [{}],
    [{ reference: 5 }],
    [{ reference: null }],
    [{ reference: 'BAD-REF' }],
    [{ reference: 'NRF-000001\n' }],
    [{ reference: 'nrf-000001' }],
    [{ reference: 'NRF-00001' }],
    [{ reference: 'NRF-1234567' }],
    [{ reference: 'NRF-٠٠٠٠٠١' }],
    [{ reference: '../admin' }],
    [{ Type: 'SubscriptionConfirmation', SubscribeURL: 'http://127.0.0.1/' }]
  ])('refuses %j without a reference to report to', (body) => {
    const message = read(body)
    expect(codeOf(message)).toBe('invalid_message')
    expect(message.isReadable || message.reference).toBeUndefined()
  })

  it.each([
    [{ revision: 0 }],
    [{ revision: 1.5 }],
    [{ revision: '2' }],
    [{ revision: true }],
    [{ assessmentTypes: [] }],
    [{ assessmentTypes: 'nutrient' }],
    [{ assessmentTypes: [''] }],
    [{ assessmentTypes: [1] }],
    [{ assessmentTypes: Array.from({ length: 11 }, () => 'nutrient') }],
    [{ assessment_type: { nested: true } }],
    [{ traceId: 5 }],
    [{ traceId: 'x'.repeat(129) }]
  ])('refuses %j, and keeps the reference', (fields) => {
    const message = read({ reference: 'NRF-000001', ...fields })
    expect(codeOf(message)).toBe('invalid_message')
    expect(!message.isReadable && message.reference).toBe('NRF-000001')
  })

  it.each([
    [{ version: 99 }, 'unsupported_version'],
    [{ version: 'v99' }, 'unsupported_version'],
    [{ version: null }, 'unsupported_version']
  ])('refuses %j with its own code', (fields, code) => {
    expect(codeOf(read({ reference: 'NRF-000001', ...fields }))).toBe(code)
  })

  describe('with a boundary of its own', () => {
    const geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [615200, 309800],
          [615340.5, 309800],
          [615340.5, 309930.25],
          [615200, 309800]
        ]
      ]
    }
    const quote = {
      reference: 'NRF-310442',
      housingUnits: 42,
      developmentTypes: ['housing'],
      boundaryGeojson: {
        boundaryGeometryOriginal: geometry,
        intersectingEdps: [{ label: 'Example River SAC', n2k_site_name: 'Example River SAC' }]
      }
    }
    const notesOf = (message: ReadMessage) => (message.isReadable ? message.notes : undefined)

    it('reads a quote', () => {
      const message = read({ ...quote, email: 'planner@example.com', wasteWaterTreatmentWorksId: '101' })
      expect(message).toMatchObject({ shape: 'inline', notes: [] })
      expect(requestOf(message)).toEqual({
        reference: 'NRF-310442',
        revision: 1,
        assessmentTypes: undefined,
        traceId: undefined,
        submission: {
          developmentName: '',
          dwellingCategory: 'housing',
          dwellings: 42,
          email: 'planner@example.com',
          chosenWwtwId: '101',
          boundary: { kind: 'inline', geometry }
        }
      })
    })

    it.each([
      ['residentialBuildingCount', 'residentialBuildingCount is read as housingUnits'],
      ['number_of_dwellings', 'number_of_dwellings is read as housingUnits']
    ])('takes the count from %s and says so', (name, note) => {
      const message = read({ ...quote, housingUnits: undefined, [name]: 7 })
      expect(requestOf(message)?.submission?.dwellings).toBe(7)
      expect(notesOf(message)).toEqual([note])
    })

    it('takes the same value under two names, and refuses different ones', () => {
      expect(codeOf(read({ ...quote, residentialBuildingCount: 42 }))).toBe('readable')
      const message = read({ ...quote, residentialBuildingCount: 41 })
      expect(message).toMatchObject({ isReadable: false, reference: 'NRF-310442' })
      expect(codeOf(message)).toBe('conflicting_fields')
    })

    it('refuses two references, and reports to neither', () => {
      const message = read({ ...quote, quote_id: 'NRF-310443' })
      expect(codeOf(message)).toBe('conflicting_fields')
      expect(message.isReadable || message.reference).toBeUndefined()
      expect(codeOf(read({ ...quote, job_id: 'NRF-310442' }))).toBe('readable')
    })

    it.each<[string, object, string]>([
      ['no count', { housingUnits: undefined }, 'contract: housingUnits is missing'],
      ['a count of 0', { housingUnits: 0 }, 'housingUnits: '],
      ['half a dwelling', { housingUnits: 1.5 }, 'housingUnits: '],
      ['a count as text', { housingUnits: '25' }, 'housingUnits: '],
      ['a count as truth', { housingUnits: true }, 'housingUnits: '],
      ['a list of counts', { housingUnits: [25] }, 'housingUnits: '],
      ['no types', { developmentTypes: [] }, 'developmentTypes: '],
      ['unknown types', { developmentTypes: ['castle'] }, 'developmentTypes: '],
      ['800 types', { developmentTypes: Array(800).fill('housing') }, 'developmentTypes: '],
      ['no boundary', { boundaryGeojson: undefined }, 'boundaryGeojson is missing'],
      ['a null boundary', { boundaryGeojson: null }, 'boundaryGeojson is missing'],
      ['a boundary as text', { boundaryGeojson: 'POLYGON' }, 'boundaryGeojson: '],
      ['an empty boundary', { boundaryGeojson: {} }, 'boundaryGeojson.boundaryGeometryOriginal: '],
      [
        'an EDP without label',
        { boundaryGeojson: { boundaryGeometryOriginal: geometry, intersectingEdps: [{}] } },
        'boundaryGeojson.intersectingEdps.0.label: '
      ],
      ['a number of works', { wasteWaterTreatmentWorksId: 101 }, 'wasteWaterTreatmentWorksId: '],
      ['works in words', { wasteWaterTreatmentWorksId: '1 OR 1=1' }, 'wasteWaterTreatmentWorksId: '],
      ['long works', { wasteWaterTreatmentWorksId: '1'.repeat(10_000) }, 'wasteWaterTreatmentWorksId: '],
      ['a long name', { developmentName: 'x'.repeat(501) }, 'developmentName: '],
      ['an address with a space', { email: '"a b"@ex.com' }, 'email: '],
      ['a long address', { email: `${'a'.repeat(250)}@b.uk` }, 'email: '],
      ['an injected header', { email: 'a@example.com\r\nBcc: b@example.com' }, 'email: '],
      ['full-width letters', { email: 'ａ@example.com' }, 'email: ']
    ])('refuses %s by the name of the field', (_name, fields, fault) => {
      const message = read({ ...quote, ...fields })
      expect(message).toMatchObject({ isReadable: false, reference: 'NRF-310442' })
      expect(codeOf(message)).toBe('invalid_message')
      expect(!message.isReadable && message.failure.message).toContain(fault)
    })

    const form = {
      job_id: '0d9c1f0e-6f0e-4a57-9a0e-2c8f3b7d1a11',
      s3_input_key: 'jobs/0d9c1f0e/input.geojson',
      developer_email: 'planner@example.com',
      submitted_at: '2026-01-12T09:30:00Z',
      development_name: 'Mill Lane',
      dwelling_type: 'house',
      number_of_dwellings: 18,
      assessment_type: 'gcn'
    }
    const anyReader = new MessageReader({ maxBodyBytes: 10_000, referencePattern: '^.{1,64}$' })
    const readForm = (fields: object = {}): ReadMessage =>
      anyReader.read(JSON.stringify({ ...form, ...fields }))

    it('reads a form with a file', () => {
      expect(readForm()).toMatchObject({ shape: 'file' })
      expect(requestOf(readForm())).toEqual({
        reference: form.job_id,
        revision: 1,
        assessmentTypes: ['gcn'],
        traceId: undefined,
        submission: {
          developmentName: 'Mill Lane',
          dwellingCategory: 'house',
          dwellings: 18,
          email: 'planner@example.com',
          boundary: { kind: 'file', file: { key: 'jobs/0d9c1f0e/input.geojson' } }
        }
      })
    })

    it('takes bucket and key from an S3 address', () => {
      const message = readForm({ s3_input_key: undefined, s3_file_path: 's3://uploads-bucket/a/b.zip' })
      expect(requestOf(message)?.submission?.boundary).toMatchObject({
        file: { bucket: 'uploads-bucket', key: 'a/b.zip' }
      })
    })

    it.each<[object]>([
      [{ s3_input_key: '../secrets.zip' }],
      [{ s3_input_key: 'jobs/../../secrets.zip' }],
      [{ s3_input_key: '/etc/passwd' }],
      [{ s3_input_key: 'jobs/a\u0001.zip' }],
      [{ s3_input_key: 'x'.repeat(1025) }],
      [{ s3_input_key: 7 }],
      [{ submitted_at: '2026-02-30T09:30:00Z' }],
      [{ submitted_at: '0000-01-01T09:30:00Z' }],
      [{ submitted_at: '+275760-09-13T00:00:00Z' }],
      [{ submitted_at: '2026-01-12T09:30:00' }],
      [{ submitted_at: 1 }],
      [{ dwelling_type: 'x'.repeat(65) }],
      [{ file_size_bytes: -1 }],
      [{ checksum_sha256: 'abc' }]
    ])('refuses %j', (fields) => {
      expect(codeOf(readForm(fields))).toBe('invalid_message')
    })

    it.each<[object, string]>([
      [{ s3_input_key: '../a.zip' }, 's3_input_key: inputKey has to be a path without .. and'],
      [{ submitted_at: '2026-01-12T09:30:00' }, 'submittedAt has to be a time with its zone'],
      [{ developer_email: 'a b@example.com' }, 'email is not a plain e-mail address'],
      [{ development_name: 'a\r\nb' }, 'developmentName holds a control character']
    ])('says in words what is wrong with %j', (fields, words) => {
      const { message } = Object(readForm(fields)).failure
      expect(message).toContain(words)
      expect(message).not.toContain('regular expression')
    })
  })

  it.each([
    ['{"reference":"NRF-000001","unused":{"n":1e999}}', 'number_out_of_range'],
    ['{"reference":"NRF-000001","name":"\\u0000"}', 'illegal_character'],
    ['{"reference":"NRF-000001","name":"\\ud800"}', 'illegal_character'],
    [`{"reference":"NRF-000001","unused":${'['.repeat(200)}${']'.repeat(200)}}`, 'too_deep'],
    ['{"reference":"NRF-000001","__proto__":{}}', 'forbidden_key'],
    [
      `{"Type":"Notification","Message":${JSON.stringify('{"reference":"NRF-000001","n":9007199254740993}')}}`,
      'number_out_of_range'
    ]
  ])('refuses %s with its own code, and still knows whose it is', (body, code) => {
    const message = reader.read(body)
    expect(codeOf(message)).toBe(code)
    expect(!message.isReadable && message.reference).toBe('NRF-000001')
  })

  it('says where strict reading met a fault', () => {
    const message = reader.read('{"reference":"NRF-000001","a":[1,{"b":1e999}]}')
    expect(!message.isReadable && message.failure.message).toBe(
      'The body at /a/1/b: a number that cannot be kept exactly'
    )
  })

  it.each([
    ['{"reference":"NRF-000001","reference":"NRF-000002"}', 'duplicate_key'],
    [`{"reference":"BAD","n":1e999}`, 'number_out_of_range'],
    [`{"n":${'['.repeat(100_000)}`, 'too_deep']
  ])('refuses %s without a reference to report to', (body, code) => {
    const roomy = new MessageReader({ maxBodyBytes: 5_000_000, referencePattern: '^NRF-[0-9]{6}$' })
    const message = roomy.read(body)
    expect(codeOf(message)).toBe(code)
    expect(message.isReadable || message.reference).toBeUndefined()
  })

  it('flags characters that were lost on the way', () => {
    const message = read({ reference: 'NRF-000001', name: 'Mill \uFFFD Lane' })
    expect(message).toMatchObject({ notes: ['characters were lost on the way (U+FFFD)'] })
    expect(reader.read('\uFEFF{"reference":"NRF-000007"}')).toMatchObject({
      notes: ['a byte-order mark is left out']
    })
  })

  it('measures the body in bytes, not in characters', () => {
    const message = read({ reference: 'NRF-000001', pad: 'ä'.repeat(6000) })
    expect(codeOf(message)).toBe('message_too_large')
    expect(!message.isReadable && message.reference).toBe('NRF-000001')
    expect(codeOf(read({ reference: 'NRF-000001', pad: 'a'.repeat(6000) }))).toBe('readable')
  })

  it('is not fooled by a prototype key', () => {
    const message = reader.read('{"__proto__": {"reference": "NRF-000001"}}')
    expect(codeOf(message)).toBe('forbidden_key')
  })

  it('gives a request or a failure for whatever comes in', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything().map((value) => JSON.stringify([value]))
    )
    fc.assert(
      fc.property(body, (text) => {
        expect(typeof reader.read(text).isReadable).toBe('boolean')
      }),
      { numRuns: 3000 }
    )
  })
})
