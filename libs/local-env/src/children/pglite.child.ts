import { takeLock } from '../processes/folder-lock'
import { freePort } from '../processes/free-port'
import { runChild, type Started } from './child-protocol'
import { SessionServer } from './session-server'

/** Configuration of the child that runs the embedded database. */
export interface PgliteConfig {
  /** Folder that keeps the data; without one everything is in memory. */
  readonly dataFolder?: string
}

/** The process before may still be ending. */
const LOCK_WAIT_MS = 5000

async function start({ dataFolder }: PgliteConfig): Promise<Started> {
  // PGlite itself does not notice a second process on the same folder, and would damage it.
  const release = dataFolder ? await takeLock(`${dataFolder}.lock`, LOCK_WAIT_MS) : undefined
  const { PGlite } = await import('@electric-sql/pglite')
  const { postgis } = await import('@electric-sql/pglite-postgis')
  const db = await PGlite.create({ dataDir: dataFolder ?? 'memory://', extensions: { postgis } })
  await db.exec('CREATE EXTENSION IF NOT EXISTS postgis')
  const port = await freePort()
  const server = new SessionServer(db)
  await server.listen(port)
  return {
    ready: { url: `postgresql://postgres@127.0.0.1:${port}/postgres` },
    async stop() {
      await server.close()
      await db.close()
      await release?.()
    }
  }
}

runChild(start)
