/** One sentence for every member of every body, and what the class decorators cannot say about it. */
export interface SchemaWording {
  readonly description: string
  readonly members: Readonly<Record<string, string>>
  /** Members that are always there but may be null, or free. */
  readonly alwaysPresent?: readonly string[]
  /** Keywords merged into the schema, by member; under '' those of the body itself. */
  readonly keywords?: Readonly<Record<string, object>>
}
