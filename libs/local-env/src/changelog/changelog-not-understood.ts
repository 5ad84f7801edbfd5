/** The changelog holds something that only Liquibase itself could apply, or that cannot be right. */
export class ChangelogNotUnderstood extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`)
    this.name = new.target.name
  }
}
