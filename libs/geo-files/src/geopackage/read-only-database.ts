import { mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Database, SQLite3Error, type Statement } from 'node-sqlite3-wasm'
import { GeoFileError } from '../geo-file-error'

export type SqlRow = Readonly<Record<string, unknown>>

/**
 * A file is not trusted to be an honest database: no functions with side effects from its schema, cells checked.
 * Exclusive locking lets SQLite read files that were left in WAL mode.
 */
const PRAGMAS =
  'PRAGMA locking_mode=EXCLUSIVE; PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON'

/**
 * A SQLite file opened for reading.
 *
 * The driver locks a file by making a folder beside it, for readers too. Here it gets a link in a folder of its own,
 * so that files in read-only folders can be read, by several readers at once, and nothing is left beside them.
 */
export class ReadOnlyDatabase {
  private readonly statements = new Set<Statement>()

  private constructor(
    private readonly path: string,
    private readonly folder: string,
    private readonly database: Database
  ) {}

  static async open(path: string, temporaryFolder = tmpdir()): Promise<ReadOnlyDatabase> {
    await refusePendingChanges(path)
    const folder = await mkdtemp(join(temporaryFolder, 'geo-file-'))
    let database: Database | undefined
    try {
      const link = join(folder, 'database')
      await symlink(resolve(path), link)
      database = new Database(link, { readOnly: true })
      database.exec(PRAGMAS)
      database.all('SELECT count(*) FROM sqlite_master')
      return new ReadOnlyDatabase(path, folder, database)
    } catch (cause) {
      database?.close()
      await rm(folder, { recursive: true, force: true })
      throw damaged(path, cause, 0)
    }
  }

  all(sql: string, values: (string | number)[] = []): SqlRow[] {
    return [...this.rows(sql, values)]
  }

  /** Rows as the file is read; the statement ends with the iteration. */
  *rows(sql: string, values: (string | number)[] = []): Generator<SqlRow> {
    let read = 0
    try {
      for (const row of this.iterate(sql, values)) {
        read++
        yield row
      }
    } catch (cause) {
      throw this.database.isOpen ? damaged(this.path, cause, read) : closed(this.path)
    }
  }

  private *iterate(sql: string, values: (string | number)[]): Generator<SqlRow> {
    const statement = this.database.prepare(sql)
    this.statements.add(statement)
    try {
      yield* statement.iterate(values)
    } finally {
      this.finalise(statement)
    }
  }

  async close(): Promise<void> {
    if (!this.database.isOpen) return
    for (const statement of this.statements) this.finalise(statement)
    this.database.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  private finalise(statement: Statement): void {
    this.statements.delete(statement)
    if (!statement.isFinalized) statement.finalize()
  }
}

/** Changes that are not in the file itself would be missed silently. */
async function refusePendingChanges(path: string): Promise<void> {
  for (const suffix of ['-wal', '-journal']) {
    const side = await stat(path + suffix).catch(() => null)
    if (side === null || side.size === 0) continue
    throw new GeoFileError({
      path,
      problem: `changes to it are still in the file ending ${suffix}`,
      fix: 'Close the program that edits it, or export the layer to a new file.'
    })
  }
}

function damaged(path: string, cause: unknown, rowsRead: number): GeoFileError {
  return new GeoFileError({
    path,
    feature: rowsRead > 0 ? rowsRead + 1 : undefined,
    problem: `SQLite cannot read it${cause instanceof SQLite3Error ? ` (${cause.message.slice(0, 200)})` : ''}`,
    fix: 'Copy the file again, or export the layer to a new GeoPackage.',
    cause
  })
}

function closed(path: string): GeoFileError {
  return new GeoFileError({ path, problem: 'it was closed while it was read', fix: 'Close it afterwards.' })
}
