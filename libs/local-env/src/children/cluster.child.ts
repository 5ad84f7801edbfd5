import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { errorCode } from '../processes/error-code'
import { freePort } from '../processes/free-port'
import { endingOf, endProcess } from '../processes/process-ending'
import type { ServerUser } from '../database/postgres-binaries'
import { runChild, type Started } from './child-protocol'

/** Configuration of the child that runs a PostgreSQL cluster. */
export interface ClusterConfig {
  readonly binFolder: string
  readonly user?: ServerUser
  /** Folder that keeps the data; without one the cluster is thrown away at its end. */
  readonly dataFolder?: string
}

const DATABASE = 'nrf'
const STOP_TIMEOUT_MS = 15_000

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  )
}

async function prepareFolder({ dataFolder, user }: ClusterConfig): Promise<string> {
  const folder = dataFolder ?? join(await mkdtemp(join(tmpdir(), 'nrf-postgres-')), 'data')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user) await chown(folder, user.uid, user.gid)
  if (user && !dataFolder) await chown(dirname(folder), user.uid, user.gid)
  return folder
}

function createCluster({ binFolder, user, dataFolder }: ClusterConfig, folder: string): void {
  const durability = dataFolder ? [] : ['--no-sync']
  const result = spawnSync(
    join(binFolder, 'initdb'),
    ['-D', folder, '-U', 'nrf', '-A', 'trust', '-E', 'UTF8', '--no-locale', ...durability],
    { ...user, cwd: '/', encoding: 'utf8' }
  )
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? result.stderr}`)
}

function startServer(
  { binFolder, user, dataFolder }: ClusterConfig,
  folder: string,
  port: number
): ChildProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=60',
    'timezone=UTC',
    ...(dataFolder ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'])
  ].flatMap((setting) => ['-c', setting])
  return spawn(join(binFolder, 'postgres'), ['-D', folder, ...settings], {
    ...user,
    cwd: '/',
    // Standard output belongs to the protocol with the parent.
    stdio: ['ignore', 2, 2]
  })
}

async function connect(port: number, server: ChildProcess): Promise<Client> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with exit code ${server.exitCode}`)
    const client = new Client({ host: '127.0.0.1', port, user: 'nrf', database: 'postgres' })
    try {
      await client.connect()
      return client
    } catch (error) {
      // 57P03: the server is still starting up.
      if (!['ECONNREFUSED', '57P03'].includes(errorCode(error) ?? '')) throw error
      await delay(50)
    }
  }
}

async function createDatabase(port: number, server: ChildProcess): Promise<void> {
  const client = await connect(port, server)
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
  if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`)
  await client.end()
}

async function start(config: ClusterConfig): Promise<Started> {
  const folder = await prepareFolder(config)
  const removeFolder = async () => {
    if (!config.dataFolder) await rm(dirname(folder), { recursive: true, force: true })
  }
  if (!(await isThere(join(folder, 'PG_VERSION')))) createCluster(config, folder)
  const port = await freePort()
  const server = startServer(config, folder, port)
  const ending = endingOf(server)
  const stop = async () => {
    // SIGINT is the fast shutdown: open sessions are cut, nothing committed is lost.
    await endProcess(server, ending, { signal: 'SIGINT', timeoutMs: STOP_TIMEOUT_MS })
    await removeFolder()
  }
  try {
    await createDatabase(port, server)
  } catch (error) {
    await stop()
    throw error
  }
  return { ready: { url: `postgresql://nrf@127.0.0.1:${port}/${DATABASE}` }, stop }
}

runChild(start)
