import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { FAILURE_CODES } from '../../failures/failure-codes'
import { backendApiYaml } from './backend-api-document'

interface Media {
  readonly schema: { readonly $ref: string }
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

interface Body {
  readonly content?: Readonly<Record<string, Media>>
}

interface Operation {
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>
  readonly description?: string
  readonly additionalProperties?: boolean
}

interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const document: Document = parse(backendApiYaml())
const media = Object.values(document.paths)
  .flatMap((path) => Object.values(path))
  .flatMap(({ requestBody, responses }) => [requestBody ?? {}, ...Object.values(responses)])
  .flatMap(({ content }) => Object.values(content ?? {}))
const examples = media.flatMap(({ schema, examples: named }) =>
  Object.entries(named ?? {}).map(([name, { value }]) => ({ name, ref: schema.$ref, value }))
)
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
addFormats(ajv)
ajv.addVocabulary(['components'])
ajv.addSchema({ $id: 'https://example.invalid/api', components: document.components })

function faults(ref: string, value: unknown): unknown {
  const validate = ajv.compile({ $ref: `https://example.invalid/api${ref}` })
  validate(value)
  return validate.errors
}

describe('backend-api.yaml', () => {
  it('is OpenAPI 3.1 with the three operations', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(Object.entries(document.paths).map(([path, item]) => [path, ...Object.keys(item)])).toEqual([
      ['/assessments/{reference}', 'get'],
      ['/assessments/{reference}/results', 'post'],
      ['/quotes/{reference}', 'patch']
    ])
  })

  it.each(examples.map((example) => [example.name, example] as const))(
    'has a valid example %s',
    (_name, { ref, value }) => {
      expect(faults(ref, value)).toBeNull()
    }
  )

  it('has an example for every code', () => {
    const names = examples.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(FAILURE_CODES).map((code) => `failed_${code}`)))
  })

  it.each(Object.entries(document.components.schemas))(
    'describes %s and all its members',
    (_name, schema) => {
      expect(schema.description).toBeTruthy()
      const silent = Object.entries(schema.properties).filter(([, { description }]) => !description)
      expect(silent).toEqual([])
    }
  )

  it('allows no other members in what is sent', () => {
    const { ref, value } = examples.find(({ name }) => name === 'completed_in_scope')!
    expect(faults(ref, { ...Object(value), sentAt: 'now' })).not.toBeNull()
  })

  it.each([
    ['a failed result without an error', { status: 'FAILED', outcomes: [] }],
    ['a completed result with an error', { error: { code: 'unclosed_ring', message: 'x' } }],
    [
      'an error code that is not in the list',
      { status: 'FAILED', outcomes: [], error: { code: 'x', message: 'x' } }
    ]
  ])('does not allow %s', (_case, change) => {
    const { ref, value } = examples.find(({ name }) => name === 'completed_in_scope')!
    expect(faults(ref, { ...Object(value), ...change })).not.toBeNull()
  })
})
