import type { ConfigurationFault } from './faults'
import type { SettingDescription } from './setting'

const PREFIX = 'TRUSTSTORE_'
const EXPECTED = 'base64 of a PEM certificate'

export const TRUST_STORE_SETTING: SettingDescription = {
  name: `${PREFIX}*`,
  group: 'Database',
  meaning: 'Every variable with this prefix adds certificates to the trusted ones; set by CDP',
  expected: EXPECTED
}

export interface TrustStore {
  readonly certificates: readonly string[]
  readonly faults: readonly ConfigurationFault[]
}

/** Reads the certificates that CDP hands over, in the order of their names. */
export function readTrustStore(environment: NodeJS.ProcessEnv): TrustStore {
  const entries = trustStoreVariables(environment).map((name) => ({ name, pem: decode(environment[name]!) }))
  return {
    certificates: entries.flatMap(({ pem }) => pem ?? []),
    faults: entries
      .filter(({ pem }) => pem === undefined)
      .map(({ name }) => ({ variable: name, problem: 'holds no certificate', expected: EXPECTED }))
  }
}

export function trustStoreVariables(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && environment[name]?.trim())
    .sort()
}

function decode(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/=\s]+$/.test(base64)) return undefined
  const pem = Buffer.from(base64, 'base64').toString('utf8').trim()
  return pem.startsWith('-----BEGIN CERTIFICATE-----') ? pem : undefined
}
