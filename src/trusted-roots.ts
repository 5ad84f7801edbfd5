import { rootCertificates } from 'node:tls'

/**
 * What a TLS connection trusts: the built-in roots and the certificates of the platform.
 *
 * @param certificates PEM, one certificate or several each
 * @returns value of `ca`; undefined leaves the defaults of Node alone, for `ca` replaces them all
 */
export function trustedRoots(certificates: readonly string[]): string[] | undefined {
  return certificates.length === 0 ? undefined : [...rootCertificates, ...certificates]
}
