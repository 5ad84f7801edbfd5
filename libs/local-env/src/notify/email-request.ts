import { membersOf } from '../http/http-exchange'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ADDRESS = /^[^\s@"(),:;<>[\]\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i
const MAX_ADDRESS_LENGTH = 320
const MAX_REFERENCE_LENGTH = 1000
const KNOWN = [
  'template_id',
  'email_address',
  'personalisation',
  'reference',
  'one_click_unsubscribe_url',
  'sanitise_content_for'
]

/** What Notify would find wrong with the body of a request to send an e-mail, in its words. */
export function faultsOfEmail(body: unknown): string[] {
  const request = membersOf(body)
  const { template_id: templateId, email_address: address, personalisation, reference } = request
  const checks: readonly (readonly [boolean, string])[] = [
    [UUID.test(String(templateId)), 'template_id is not a valid UUID'],
    [isAddress(address), 'email_address Not a valid email address'],
    [personalisation === undefined || isObject(personalisation), 'personalisation is not of type object'],
    [
      reference === undefined || isReference(reference),
      'reference is not a string of at most 1000 characters'
    ],
    [isListOfNames(request.sanitise_content_for), 'sanitise_content_for is not of type array']
  ]
  const unknown = Object.keys(request).filter((name) => !KNOWN.includes(name))
  return [
    ...checks.filter(([isGood]) => !isGood).map(([, fault]) => fault),
    ...unknown.map((name) => `Additional properties are not allowed (${name} was unexpected)`)
  ]
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(value)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_REFERENCE_LENGTH
}

function isListOfNames(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((name) => typeof name === 'string'))
}
