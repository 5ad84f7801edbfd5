import { FrontendReader, startKind, type FrontendMessage } from '../children/frontend-messages'

const TYPE_AND_LENGTH = 5
const READY_FOR_QUERY = 'Z'
const SYNC = 'S'
const FLUSH = 'H'
const QUERY = 'Q'
/** Parse, Bind, Describe, Execute and Close: what a Sync or a Flush follows. */
const WITHIN_A_UNIT: ReadonlySet<string> = new Set(['P', 'B', 'D', 'E', 'C'])

/** What a client sends as one unit: up to a Sync, a Flush or a simple query. */
export interface ClientUnit {
  readonly bytes: Buffer
  /** Names and texts of its statements: names of prepared ones, SQL where it is sent along. */
  readonly statements: readonly string[]
  /** Is it answered by "ready for query"? */
  readonly isAnswered: boolean
}

/** Cuts what a client sends into units, without changing a byte. */
export class ClientUnits {
  private readonly reader = new FrontendReader()
  private isStarted = false
  private collected: Buffer[] = []
  private statements: string[] = []

  /** The units that are complete with this chunk. */
  add(chunk: Buffer): ClientUnit[] {
    this.reader.add(chunk)
    const units: ClientUnit[] = []
    for (let message = this.next(); message !== undefined; message = this.next()) {
      const unit = this.isStarted ? this.take(message) : this.start(message)
      if (unit !== undefined) units.push(unit)
    }
    return units
  }

  private next(): FrontendMessage | undefined {
    return this.reader.next(this.isStarted)
  }

  private start(message: FrontendMessage): ClientUnit {
    this.isStarted = startKind(message) === 'start-up'
    return { bytes: message.bytes, statements: [], isAnswered: this.isStarted }
  }

  private take({ type, bytes }: FrontendMessage): ClientUnit | undefined {
    this.collected.push(bytes)
    this.statements.push(...statementsOf(type, bytes))
    if (WITHIN_A_UNIT.has(type)) return undefined
    const unit = {
      bytes: Buffer.concat(this.collected),
      statements: this.statements,
      isAnswered: type === SYNC || type === QUERY
    }
    this.collected = []
    // A Flush does not end the series: the answer still belongs to these statements.
    if (type !== FLUSH) this.statements = []
    return unit
  }
}

interface ServerPiece {
  readonly bytes: Buffer
  /** Set at the end of an answer: how the transaction stands, `I`, `T` or `E`. */
  readonly transaction?: string
}

/** Finds the ends of answers in what a server sends. */
export class ServerAnswers {
  private rest = Buffer.alloc(0)

  /** The whole messages that are complete with this chunk, cut at the ends of answers. */
  add(chunk: Buffer): ServerPiece[] {
    this.rest = Buffer.concat([this.rest, chunk])
    const pieces: ServerPiece[] = []
    let from = 0
    let at = 0
    for (let end = this.endOf(at); end !== undefined; end = this.endOf(at)) {
      if (this.rest[at] === READY_FOR_QUERY.charCodeAt(0)) {
        const transaction = String.fromCharCode(this.rest[end - 1])
        pieces.push({ bytes: this.rest.subarray(from, end), transaction })
        from = end
      }
      at = end
    }
    if (at > from) pieces.push({ bytes: this.rest.subarray(from, at) })
    this.rest = this.rest.subarray(at)
    return pieces
  }

  /** End of the message that begins there; undefined when it is not complete. */
  private endOf(at: number): number | undefined {
    if (this.rest.length - at < TYPE_AND_LENGTH) return undefined
    const end = at + 1 + this.rest.readInt32BE(at + 1)
    return end > this.rest.length ? undefined : end
  }
}

/** An error as a server says it; with `transaction`, as the whole answer to a query. */
export function errorAnswer(sqlState: string, transaction?: string): Buffer {
  const fields = Object.entries({ S: 'ERROR', V: 'ERROR', C: sqlState, M: 'on request' })
  const body = Buffer.from(`${fields.map(([field, text]) => `${field}${text}\0`).join('')}\0`)
  const head = Buffer.alloc(TYPE_AND_LENGTH)
  head.write('E')
  head.writeInt32BE(body.length + TYPE_AND_LENGTH - 1, 1)
  const ready = transaction === undefined ? [] : [readyForQuery(transaction === 'I' ? 'I' : 'E')]
  return Buffer.concat([head, body, ...ready])
}

function readyForQuery(transaction: string): Buffer {
  return Buffer.from([READY_FOR_QUERY.charCodeAt(0), 0, 0, 0, TYPE_AND_LENGTH, transaction.charCodeAt(0)])
}

function statementsOf(type: string, bytes: Buffer): string[] {
  const [first, second] = textsOf(bytes)
  if (type === QUERY) return [first]
  if (type === 'P') return [first, second]
  return type === 'B' ? [second] : []
}

/** The two texts that a message begins with. */
function textsOf(bytes: Buffer): [string, string] {
  const firstEnd = bytes.indexOf(0, TYPE_AND_LENGTH)
  const secondEnd = bytes.indexOf(0, firstEnd + 1)
  const secondFrom = firstEnd + 1
  return [
    bytes.toString('utf8', TYPE_AND_LENGTH, firstEnd < 0 ? bytes.length : firstEnd),
    bytes.toString('utf8', secondFrom, secondEnd < 0 ? bytes.length : secondEnd)
  ]
}
