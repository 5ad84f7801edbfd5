import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const DEBIAN_FOLDER = '/usr/lib/postgresql'
const OTHER_BIN_FOLDERS = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/usr/local/pgsql/bin']

export interface PostgresBinaries {
  readonly binFolder: string
  readonly majorVersion: number
}

/** User and group that server processes run as when we are root: PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL server programs on this machine that have PostGIS; the newest version first. */
export function findPostgres(): PostgresBinaries | undefined {
  return binFolders()
    .filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
    .map((binFolder) => ({ binFolder, majorVersion: majorVersionOf(binFolder) }))
    .filter(hasPostgis)
    .sort((a, b) => b.majorVersion - a.majorVersion)[0]
}

function binFolders(): string[] {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : []
  return [...versions.map((version) => join(DEBIAN_FOLDER, version, 'bin')), ...OTHER_BIN_FOLDERS]
}

function majorVersionOf(binFolder: string): number {
  const output = execFileSync(join(binFolder, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/(\d+)/.exec(output)?.[1] ?? 0)
}

function hasPostgis({ binFolder, majorVersion }: PostgresBinaries): boolean {
  const control = join('extension', 'postgis.control')
  const debian = join('/usr/share/postgresql', String(majorVersion), control)
  if (existsSync(debian)) return true
  const pgConfig = join(binFolder, 'pg_config')
  if (!existsSync(pgConfig)) return false
  return existsSync(join(execFileSync(pgConfig, ['--sharedir'], { encoding: 'utf8' }).trim(), control))
}

/** Undefined when we are not root and start the server as ourselves. */
export function findServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = ['postgres', 'nobody'].flatMap((name) => users.filter(([known]) => known === name))[0]
  if (!user) throw new Error('PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody"')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}
