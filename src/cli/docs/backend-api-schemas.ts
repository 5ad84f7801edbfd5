import 'reflect-metadata'
import { defaultMetadataStorage } from 'class-transformer/cjs/storage'
import { validationMetadatasToSchemas } from 'class-validator-jsonschema'
import { RECEIVED_BODIES, SENT_BODIES } from '../../backend/wire-schemas'
import { WORDING } from './backend-api-wording'

type Schemas = ReturnType<typeof validationMetadatasToSchemas>

interface Body {
  readonly name: string
}

function described(generated: Schemas, { name }: Body): object {
  const schema = generated[name]
  const wording = WORDING[name]
  const keywords = wording.keywords ?? {}
  const properties: Record<string, object> = {}
  for (const [member, property] of Object.entries(schema.properties ?? {})) {
    properties[member] = { description: wording.members[member], ...property, ...keywords[member] }
  }
  const required = [...(schema.required ?? []), ...(wording.alwaysPresent ?? [])]
  return {
    type: 'object',
    description: wording.description,
    properties,
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
  })
  const schemas: Record<string, object> = {}
  for (const body of RECEIVED_BODIES) schemas[body.name] = described(generated, body)
  for (const body of SENT_BODIES) {
    schemas[body.name] = { ...described(generated, body), additionalProperties: false }
  }
  return schemas
}
