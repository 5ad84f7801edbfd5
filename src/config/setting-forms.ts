import { isEmail, isFQDN, isInt, isURL, isUUID, matches, max, min } from 'class-validator'
import { readAs } from './setting'

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'

const accept = (expected: string, accepts: (text: string) => boolean): PropertyDecorator =>
  readAs(expected, (text) => (accepts(text) ? text : undefined))

/** Digits only: neither a sign nor a point, a space or an exponent. */
export const WholeNumber = (lowest: number, highest: number): PropertyDecorator =>
  readAs(`a whole number from ${lowest} to ${highest}`, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return isInt(value) && min(value, lowest) && max(value, highest) ? value : undefined
  })

/** `Boolean("false")` is true, so the two words are compared as text. */
export const Flag = (): PropertyDecorator =>
  readAs('true or false', (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined))

export const OneOf = (...choices: readonly string[]): PropertyDecorator =>
  accept(`one of ${choices.join(', ')}`, (text) => choices.includes(text))

/** Without the slashes at its end. */
export const HttpUrl = (): PropertyDecorator =>
  readAs('an http or https address without user, query or fragment', (text) => {
    const isAddress = isURL(text, {
      protocols: ['http', 'https'],
      require_protocol: true,
      require_tld: false,
      allow_underscores: true,
      allow_query_components: false,
      allow_fragments: false,
      disallow_auth: true
    })
    return isAddress ? withoutTrailingSlashes(text) : undefined
  })

/** May name a user and a password, so a setting of this form is a secret. */
export const ProxyUrl = (): PropertyDecorator =>
  accept('an http or https address', (text) => hasProtocol(text, ['http:', 'https:']) && decodes(text))

export const PostgresUrl = (): PropertyDecorator =>
  accept('an address that begins with postgres:// or postgresql:// and names a database', (text) => {
    return (
      hasProtocol(text, ['postgres:', 'postgresql:']) && new URL(text).pathname.length > 1 && decodes(text)
    )
  })

/** One line of visible characters, up to 1,024 of them. */
export const Text = (): PropertyDecorator =>
  accept('one line of text without spaces at its ends', (text) => {
    return text.length <= 1024 && text === text.trim() && !/\p{Cc}/u.test(text)
  })

/** As S3 names buckets: no dots, which certificates do not cover. */
export const BucketName = (): PropertyDecorator =>
  accept('3 to 63 lower-case letters, digits and hyphens, hyphens not at the ends', (text) =>
    matches(text, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/)
  )

export const ApiKey = (): PropertyDecorator =>
  accept('visible ASCII characters without spaces', (text) => matches(text, /^[\x21-\x7e]{1,1024}$/))

export const NotifyApiKey = (): PropertyDecorator =>
  accept('<key name>-<service id>-<secret>, the last two being UUIDs', (text) =>
    matches(text, new RegExp(`^\\S{1,256}-${UUID}-${UUID}$`))
  )

export const Uuid = (): PropertyDecorator => accept('a UUID', (text) => isUUID(text, 'all'))

export const EmailAddress = (): PropertyDecorator => accept('an e-mail address', (text) => isEmail(text))

export const Domains = (): PropertyDecorator =>
  readAs('domain names, separated by commas', (text) => {
    const domains = text.split(',').map((domain) => domain.trim().toLowerCase())
    return domains.every((domain) => isFQDN(domain)) ? domains : undefined
  })

export const PathTemplate = (): PropertyDecorator =>
  accept('a path that begins with / and holds {reference} once', (text) => {
    return /^\/[^\s?#]*$/.test(text) && text.split('{reference}').length === 2
  })

export const Path = (): PropertyDecorator =>
  accept('a path that begins with /', (text) => /^\/[^\s?#{}]*$/.test(text))

export const HeaderName = (): PropertyDecorator =>
  readAs('the name of an HTTP header', (text) =>
    matches(text, /^[A-Za-z0-9-]{1,64}$/) ? text.toLowerCase() : undefined
  )

export const Pounds = (): PropertyDecorator =>
  readAs('an amount in pounds, 0 or more, with at most two decimals', (text) =>
    /^\d{1,12}(\.\d{1,2})?$/.test(text) ? Number(text) : undefined
  )

/** As CloudWatch names namespaces and values of dimensions. */
export const MetricsNamespace = (): PropertyDecorator =>
  accept('up to 256 letters, digits, blanks and ._#:/- with no blank at the ends', (text) =>
    matches(text, /^(?! )[A-Za-z0-9 ._#:/-]{1,256}(?<! )$/)
  )

export const AgentEndpoint = (): PropertyDecorator =>
  readAs('tcp://<host>:<port>', (text) => {
    const [, host, port] = /^tcp:\/\/([A-Za-z0-9.-]+):(\d{1,5})\/?$/.exec(text) ?? []
    return host && Number(port) > 0 && Number(port) < 65_536 ? { host, port: Number(port) } : undefined
  })

export const RegularExpression = (): PropertyDecorator =>
  accept('a regular expression of at most 500 characters', (text) => text.length <= 500 && compiles(text))

function withoutTrailingSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end -= 1
  return text.slice(0, end)
}

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol)
}

function decodes(text: string): boolean {
  try {
    return decodeURIComponent(text) !== ''
  } catch {
    return false
  }
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern).source !== ''
  } catch {
    return false
  }
}
