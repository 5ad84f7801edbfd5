// cspell:ignore subj CAkey Acreateserial extfile pkeyopt paramgen keyout
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const TIMEOUT_MS = 30_000
const VALID_DAYS = '2'

export interface ServerIdentity {
  /** PEM. */
  readonly key: string
  readonly certificate: string
}

/** A certificate authority that nobody knows but who is given its certificate; made by the machine's `openssl`. */
export class PrivateAuthority {
  private constructor(
    private readonly folder: string,
    /** PEM. */
    readonly certificate: string
  ) {}

  static async create(): Promise<PrivateAuthority> {
    const folder = await mkdtemp(join(tmpdir(), 'nrf-authority-'))
    await openssl(folder, `req -x509 -subj /CN=private-authority -out ca.pem ${newKey('ca')}`)
    return new PrivateAuthority(folder, await readFile(join(folder, 'ca.pem'), 'utf8'))
  }

  /** As the platform hands certificates over, value of a variable `TRUSTSTORE_…`. */
  get variable(): string {
    return Buffer.from(this.certificate).toString('base64')
  }

  /** @param host name that the certificate is for */
  async identityFor(host: string): Promise<ServerIdentity> {
    await openssl(this.folder, `req -new -subj /CN=${host} -out ${host}.csr ${newKey(host)}`)
    await writeFile(join(this.folder, `${host}.ext`), `subjectAltName=DNS:${host}\n`)
    const signing = `-CA ca.pem -CAkey ca.key -CAcreateserial -days ${VALID_DAYS} -extfile ${host}.ext`
    await openssl(this.folder, `x509 -req -in ${host}.csr ${signing} -out ${host}.pem`)
    return {
      key: await readFile(join(this.folder, `${host}.key`), 'utf8'),
      certificate: await readFile(join(this.folder, `${host}.pem`), 'utf8')
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true })
  }
}

const newKey = (name: string): string =>
  `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days ${VALID_DAYS} -keyout ${name}.key`

/** @param command words without blanks */
async function openssl(folder: string, command: string): Promise<void> {
  await run('openssl', command.split(' '), { cwd: folder, timeout: TIMEOUT_MS })
}
