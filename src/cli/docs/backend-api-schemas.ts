import { defaultMetadataStorage } from 'class-transformer/cjs/storage'
import { validationMetadatasToSchemas } from 'class-validator-jsonschema'
import { RECEIVED_BODIES, SENT_BODIES } from '../../backend/wire-schemas'
import { WORDING, type SchemaWording } from './backend-api-wording'

interface Schema {
  readonly properties?: Readonly<Record<string, object>>
  readonly required?: readonly string[]
}

function withWording(schema: Schema, wording: SchemaWording): object {
  const keywords = wording.keywords ?? {}
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    { description: wording.members[name], ...property, ...keywords[name] }
  ])
  const required = [...(schema.required ?? []), ...(wording.alwaysPresent ?? [])]
  return {
    type: 'object',
    description: wording.description,
    properties: Object.fromEntries(properties) as object,
    ...(required.length > 0 && { required }),
    ...keywords['']
  }
}

/** Schemas of every body, by class name, from the decorators of the classes. */
export function backendApiSchemas(): Record<string, object> {
  const generated = validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: '#/components/schemas/',
    additionalConverters: { isDefined: {}, isIso8601: { type: 'string', format: 'date-time' } }
  }) as Record<string, Schema>
  const described = (body: { readonly name: string }): object =>
    withWording(generated[body.name]!, WORDING[body.name]!)
  return Object.fromEntries([
    ...RECEIVED_BODIES.map((body) => [body.name, described(body)]),
    ...SENT_BODIES.map((body) => [body.name, { ...described(body), additionalProperties: false }])
  ]) as Record<string, object>
}
