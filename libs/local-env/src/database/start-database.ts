import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ClusterConfig } from '../children/cluster.child'
import type { PgliteConfig } from '../children/pglite.child'
import { childFile } from '../processes/compiled-file'
import { startChild } from '../processes/start-child'
import { canEnter } from './folder-access'
import { findPostgres, findServerUser, type PostgresBinaries } from './postgres-binaries'

const CLUSTER_READY_MS = 60_000
const EMBEDDED_READY_MS = 180_000

/** A database that is ready for connections, and how to stop it. */
export interface LocalDatabase {
  readonly url: string
  readonly kind: 'given' | 'cluster' | 'embedded'
  /** All clients share one session: one connection, no session settings, no locks between clients. */
  readonly isSingleSession: boolean
  /** One phrase for people, without credentials. */
  readonly description: string
  /** Ends what was started here; a given database is left alone. */
  readonly stop: () => Promise<void>
}

export interface DatabaseChoice {
  /** Address of a database that exists already; it wins. */
  readonly givenUrl?: string
  /** Folder that keeps the data from one start to the next; without one nothing is kept. */
  readonly folder?: string
  readonly onProgress?: (sentence: string) => void
}

/**
 * Starts a database with PostGIS, or uses the given one. Order of choice: the given address; a private PostgreSQL
 * cluster where the server programs with PostGIS are installed; the embedded PGlite. The environment variable
 * `NRF_DATABASE` (`cluster` or `embedded`) forces one of the last two.
 *
 * @throws Error when the forced kind is not possible here, or the server does not start
 */
export async function startDatabase(choice: DatabaseChoice = {}): Promise<LocalDatabase> {
  if (choice.givenUrl) return givenDatabase(choice.givenUrl)
  const forced = forcedKind()
  const start = forced === 'embedded' ? undefined : await clusterStart(choice)
  if (start) return start()
  if (forced === 'cluster') {
    throw new Error(
      'NRF_DATABASE=cluster, but there are no PostgreSQL server programs with PostGIS on this machine, ' +
        `or their user may not enter ${choice.folder ?? 'the data folder'}`
    )
  }
  return startEmbedded(choice)
}

function forcedKind(): 'cluster' | 'embedded' | undefined {
  const value = process.env.NRF_DATABASE
  if (value === undefined || value === '' || value === 'cluster' || value === 'embedded')
    return value || undefined
  throw new Error(`NRF_DATABASE is "${value}"; expected "cluster" or "embedded"`)
}

function givenDatabase(url: string): LocalDatabase {
  const { hostname, port, pathname } = new URL(url)
  return {
    url,
    kind: 'given',
    isSingleSession: false,
    description: `given database ${hostname}${port && `:${port}`}${pathname}`,
    stop: () => Promise.resolve()
  }
}

/** Undefined without server programs, and when their user cannot reach the folder (below root's home folder). */
async function clusterStart(choice: DatabaseChoice): Promise<(() => Promise<LocalDatabase>) | undefined> {
  const postgres = findPostgres()
  if (!postgres) return undefined
  const base = { binFolder: postgres.binFolder, user: findServerUser() }
  const { folder } = choice
  if (!folder) return () => startCluster(base, postgres, choice)
  await mkdir(folder, { recursive: true })
  if (base.user && !(await canEnter(folder, base.user))) return undefined
  const dataFolder = resolve(folder, `postgres-${postgres.majorVersion}`)
  return () => startCluster({ ...base, dataFolder }, postgres, choice)
}

async function startCluster(
  config: ClusterConfig,
  { majorVersion }: PostgresBinaries,
  { onProgress }: DatabaseChoice
): Promise<LocalDatabase> {
  onProgress?.(`Starting PostgreSQL ${majorVersion} with PostGIS`)
  const child = await startChild<{ url: string }>({
    file: childFile('cluster.child'),
    config,
    readyWithinMs: CLUSTER_READY_MS,
    onProgress
  })
  const kept = config.dataFolder ? `kept in ${config.dataFolder}` : 'thrown away at the end'
  return {
    url: child.ready.url,
    kind: 'cluster',
    isSingleSession: false,
    description: `private PostgreSQL ${majorVersion}, ${kept}`,
    stop: child.stop
  }
}

async function startEmbedded({ folder, onProgress }: DatabaseChoice): Promise<LocalDatabase> {
  const config: PgliteConfig = { dataFolder: folder && resolve(folder, 'pglite') }
  if (folder) await mkdir(folder, { recursive: true })
  onProgress?.('Starting the embedded database; its first start takes 12 to 30 seconds')
  const child = await startChild<{ url: string }>({
    file: childFile('pglite.child'),
    config,
    readyWithinMs: EMBEDDED_READY_MS,
    onProgress
  })
  return {
    url: child.ready.url,
    kind: 'embedded',
    isSingleSession: true,
    description: `embedded database, ${folder ? `kept in ${config.dataFolder}` : 'in memory'}`,
    stop: child.stop
  }
}
