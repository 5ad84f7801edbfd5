import type { ReferenceConfig } from '../config/load-config'

/** Connection refused or lost, no such host; wrong credentials, no such database, server starting or full. */
const CONNECTION_CODES = /^(E[A-Z_]+|(08|28|3D|53|57)[0-9A-Z]{3})$/

/** The configured database on this machine cannot be connected to. */
export class DatabaseNotUsable extends Error {
  constructor({ database: { host, port } }: ReferenceConfig, reason: string) {
    super(
      `The database at ${host}:${port} cannot be used: ${reason}. Start it or correct DATABASE_URL or DB_*; without them the embedded database is used.`
    )
    this.name = 'DatabaseNotUsable'
  }
}

/** Why there is no connection; undefined when the error is about something else. */
export function connectionFault(error: unknown): string | undefined {
  if (error instanceof AggregateError) return connectionFault(error.errors[0])
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return CONNECTION_CODES.test(String(error.code)) ? error.message : undefined
}
