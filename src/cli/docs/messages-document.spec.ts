import 'reflect-metadata'
import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0-without-$id.json'
import Ajv from 'ajv'
import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { MessageReader } from '../../queue/message-contract'
import { MESSAGE_EXAMPLES } from './messages-examples'
import { messagesYaml } from './messages-document'

interface Document {
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly examples: readonly Example[] }>>
    readonly schemas: Readonly<Record<string, Schema>>
  }
}

interface Example {
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>
}

const document: Document = parse(messagesYaml())
const examples = Object.entries(document.components.messages).flatMap(([form, { examples: of }]) =>
  of.map((example) => [example.name, form, example.payload] as const)
)
const reader = new MessageReader({
  maxBodyBytes: 262_144,
  referencePattern: '^(?:(?:NRF|NRL)-[0-9]{6}|[0-9a-f-]{36})$'
})

describe('messages.asyncapi.yaml', () => {
  it('is AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
    addFormats(ajv)
    const validate = ajv.compile(asyncApiSchema)
    validate(document)
    expect(validate.errors).toBeNull()
  })

  it('has an example of every version', () => {
    expect(examples).toHaveLength(Object.values(MESSAGE_EXAMPLES).flat().length)
    const names = examples.map(([name]) => name).join()
    for (const version of ['reference', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'SNS'])
      expect(names).toContain(version)
  })

  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  addFormats(ajv)
  ajv.addVocabulary(['components'])
  ajv.addSchema({ $id: 'https://example.invalid/messages', components: document.components })
  const validate = ajv.compile({
    anyOf: Object.keys(document.components.schemas)
      .filter((name) => name.endsWith('Message') || name === 'SnsEnvelope')
      .map((name) => ({ $ref: `https://example.invalid/messages#/components/schemas/${name}` }))
  })

  it.each(examples)('gives %s as the service reads it', (_name, form, payload) => {
    expect([validate(payload), validate.errors]).toEqual([true, null])
    expect(reader.read(JSON.stringify(payload))).toMatchObject({ isReadable: true, shape: form })
  })

  it.each([
    [{}],
    [{ reference: 5 }],
    [{ reference: 'NRF-310442', revision: 0 }],
    [{ boundaryGeojson: { boundaryGeometryOriginal: {} } }]
  ])('does not allow %j, and the service refuses it', (payload) => {
    expect(validate(payload)).toBe(false)
    expect(reader.read(JSON.stringify(payload)).isReadable).toBe(false)
  })

  it.each(Object.entries(document.components.schemas))('describes every member of %s', (_name, schema) => {
    const silent = Object.entries(schema.properties).filter(([, { description }]) => !description)
    expect(silent).toEqual([])
  })
})
