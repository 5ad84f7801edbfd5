/** A message that no worker can work on. */
export interface PoisonBody {
  readonly name: string
  readonly body: string
  /** It says whom it is about, so the failure is reported to the backend. */
  readonly reference?: string
}

const KIB = 1024
const DEPTH = 10_000
/** Three bytes in UTF-8: counted as characters, the body would be small enough. */
const WIDE = '\u20ac'

/** Bodies that have broken other workers. The references have to be known to the backend. */
export function poisonBodies(reference: string): readonly PoisonBody[] {
  return [
    { name: 'one blank', body: ' ' },
    { name: 'not JSON', body: 'not json {' },
    { name: 'an array', body: `["${reference}"]` },
    { name: 'a number', body: '1e999' },
    { name: 'nothing', body: 'null' },
    { name: 'nested very deeply', body: `{"a":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}` },
    { name: 'nested and unfinished', body: '['.repeat(DEPTH) },
    { name: 'not a number', body: '{"reference":NaN}' },
    { name: 'a prototype', body: '{"__proto__":{"reference":"NRF-799998"}}' },
    { name: 'a reference of another form', body: '{"reference":"BAD-REF"}' },
    { name: 'a reference that is an object', body: '{"reference":{"$ne":null}}' },
    { name: 'an envelope without a message', body: '{"Type":"Notification","Message":"{"}' },
    {
      name: 'a subscription',
      body: '{"Type":"SubscriptionConfirmation","SubscribeURL":"http://127.0.0.1:9/"}'
    },
    { name: 'an unfinished reference', body: `{"reference":"${'x'.repeat(100)}` },
    { name: 'another version', body: JSON.stringify({ reference, version: 99 }), reference }
  ]
}

/** Bodies above the limit of the service, the second one in bytes only. */
export function oversizedBodies(limitBytes: number): readonly PoisonBody[] {
  const filled = (character: string, count: number) => `{"note":"${character.repeat(count)}"}`
  return [
    { name: 'too many bytes', body: filled('x', limitBytes) },
    { name: 'too many bytes in few characters', body: filled(WIDE, limitBytes / 3) }
  ]
}

export const SMALL_LIMIT_BYTES = 16 * KIB
