import { readFile } from 'node:fs/promises'
import addFormats from 'ajv-formats'
import Ajv2020, { type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020'
import { parse } from 'yaml'
import { quotesRequestSchema } from './quotes-contract'

interface Operation {
  readonly requestBody?: {
    readonly content?: { readonly 'application/json'?: { readonly schema?: AnySchemaObject } }
  }
}

interface OpenApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: object
}

/** Names every fault of a body; empty when it keeps the contract. */
type BodyCheck = (body: unknown) => string[]

/** What the backend accepts. */
export interface BackendContract {
  readonly results: BodyCheck
  readonly quotes: BodyCheck
}

/**
 * Reads the contract from its OpenAPI 3.1 document. Quotes are also checked against the rules of the existing
 * backend, which are not ours to change.
 *
 * @throws Error when the document does not describe both request bodies
 */
export async function readContract(file: string): Promise<BackendContract> {
  const document: OpenApiDocument = parse(await readFile(file, 'utf8'))
  const results = checkOf(document, '/assessments/{reference}/results', 'post')
  const quotes = checkOf(document, '/quotes/{reference}', 'patch')
  const existing = checkWith(compile(quotesRequestSchema))
  return { results, quotes: (body) => [...new Set([...quotes(body), ...existing(body)])] }
}

function checkOf({ paths, components }: OpenApiDocument, path: string, method: string): BodyCheck {
  const schema = paths?.[path]?.[method]?.requestBody?.content?.['application/json']?.schema
  if (!schema) throw new Error(`The contract has no JSON request body for ${method.toUpperCase()} ${path}`)
  // References in the schema start at the root of the document.
  return checkWith(compile({ ...schema, components }))
}

function compile(schema: AnySchemaObject): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: false, multipleOfPrecision: 6 })
  addFormats(ajv)
  return ajv.compile(schema)
}

function checkWith(validate: ValidateFunction): BodyCheck {
  return (body) => {
    if (validate(body)) return []
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const detail = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : ''
      return `${instancePath || 'body'} ${message}${detail}`
    })
  }
}
