import { createHash } from 'node:crypto'

/** One change set of a Liquibase changelog, reduced to the SQL texts that it sends. */
export interface ChangeSet {
  readonly id: string
  readonly author: string
  /** Changelog file as the root names it; part of the identity, as with Liquibase. */
  readonly file: string
  readonly statements: readonly string[]
}

/** Name for messages: file, id and author. */
export function nameOf({ id, author, file }: ChangeSet): string {
  return `${file}::${id}::${author}`
}

/** Digest of what a change set does; line ends and outer blanks do not count. */
export function checksumOf({ statements }: ChangeSet): string {
  const normalised = statements.map((sql) => sql.replaceAll('\r\n', '\n').trim())
  return createHash('sha256').update(JSON.stringify(normalised)).digest('hex')
}
