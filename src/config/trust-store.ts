import { X509Certificate } from 'node:crypto'
import type { ConfigurationFault } from './faults'
import type { SettingDescription } from './setting'

const PREFIX = 'TRUSTSTORE_'
const EXPECTED = 'base64 of a PEM certificate'
/** From its first line to the next certificate's, or to the end. */
const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?(?=-----BEGIN CERTIFICATE-----|$)/g

export const TRUST_STORE_SETTING: SettingDescription = {
  name: `${PREFIX}*`,
  group: 'Service',
  meaning:
    'Every variable with this prefix adds a certificate that database, backend and Notify may show; set by CDP',
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
      .map(({ name }) => ({
        variable: name,
        problem: 'holds no certificate that can be read',
        expected: EXPECTED
      }))
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
  if (!pem.startsWith('-----BEGIN CERTIFICATE-----')) return undefined
  const certificates = pem.match(ONE_CERTIFICATE) ?? []
  return certificates.length > 0 && certificates.every(isReadable) ? pem : undefined
}

/** A bundle that is cut off at its end leaves a part that is no certificate. */
function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).fingerprint256 !== ''
  } catch {
    return false
  }
}
