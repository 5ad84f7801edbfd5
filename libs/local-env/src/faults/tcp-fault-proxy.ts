import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { portOf } from '../processes/free-port'
import { ClientUnits, errorAnswer, ServerAnswers, type ClientUnit } from './postgres-traffic'

/**
 * What becomes of a statement: `cut` ends its connection, `hold` keeps it back for good (half-open connection), a
 * code of an SQL error is answered in place of the server. Undefined lets it pass.
 */
export type StatementFate = 'cut' | 'hold' | { readonly sqlState: string } | undefined

/** Something to do when a statement passes. */
export interface StatementRule {
  /** The name of a prepared statement begins with it, or its SQL holds it. */
  readonly statement: string
  /** `before` the server has it; `after` the server has answered and before the client knows; `passed`: it knows. */
  readonly when: 'before' | 'after' | 'passed'
  /** Default 1. */
  readonly times?: number
  /** Number of times that it passes first; default 0. */
  readonly after?: number
  /** Called at once; it decides about `before` and `after`. */
  readonly act: () => StatementFate
}

interface Link {
  readonly client: Socket
  readonly server: Socket
  readonly units: ClientUnits
  readonly answers: ServerAnswers
  /** Statements of the answers that are still to come, oldest first. */
  readonly expected: (readonly string[])[]
  transaction: string
}

interface Watch {
  readonly rule: StatementRule
  skipsLeft: number
  timesLeft: number
}

/**
 * Stands between the clients of a PostgreSQL server and the server: cuts them off, lets connections hang, slows
 * them down, and acts on single statements. No TLS.
 *
 * @example
 * const { proxy, url } = await TcpFaultProxy.before(databaseUrl)
 * proxy.onStatement({ statement: 'ledger_commit', when: 'after', act: () => 'cut' })
 */
export class TcpFaultProxy {
  private readonly links = new Set<Link>()
  private readonly server: Server
  private watches: Watch[] = []
  private isCut = false
  private isSilent = false
  private delayMs = 0
  private refusal: string | undefined

  private constructor(private readonly target: { readonly host: string; readonly port: number }) {
    this.server = createServer((client) => this.accept(client))
  }

  /** @param url address of the server; the proxy keeps everything but host and port */
  static async before(url: string): Promise<{ proxy: TcpFaultProxy; url: string }> {
    const address = new URL(url)
    const proxy = new TcpFaultProxy({ host: address.hostname, port: Number(address.port) })
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve))
    address.hostname = '127.0.0.1'
    address.port = String(portOf(proxy.server))
    return { proxy, url: address.href }
  }

  /** Connections at this moment. */
  get connectionCount(): number {
    return this.links.size
  }

  /** Ends every connection, and every new one as soon as it is made. */
  cut(): void {
    this.isCut = true
    this.dropConnections()
  }

  /** Ends the connections there are; new ones are welcome, as after a failover. */
  dropConnections(): void {
    for (const { client, server } of this.links) {
      client.destroy()
      server.destroy()
    }
  }

  /** New connections are answered with an error, for example 53300: too many connections. */
  refuse(sqlState: string): void {
    this.refusal = sqlState
  }

  /** Half-open: connections stay and nothing passes, in either direction, until it is mended. What was sent is lost. */
  silence(): void {
    this.isSilent = true
  }

  /** Everything that the client sends arrives so much later. */
  slowDown(delayMs: number): void {
    this.delayMs = delayMs
  }

  /** Ends every fault; connections that were silenced are ended, as their peers lost track. */
  mend(): void {
    if (this.isSilent) this.dropConnections()
    this.isCut = false
    this.isSilent = false
    this.delayMs = 0
    this.refusal = undefined
  }

  onStatement(rule: StatementRule): void {
    this.watches.push({ rule, skipsLeft: rule.after ?? 0, timesLeft: rule.times ?? 1 })
  }

  /** Forgets every rule about statements. */
  calm(): void {
    this.watches = []
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private accept(client: Socket): void {
    if (this.isCut) return void client.destroy()
    if (this.refusal !== undefined) return turnAway(client, errorAnswer(this.refusal))
    const link: Link = {
      client,
      server: connect(this.target),
      units: new ClientUnits(),
      answers: new ServerAnswers(),
      expected: [],
      transaction: 'I'
    }
    this.links.add(link)
    this.join(link, client, link.server)
    this.join(link, link.server, client)
    let turn = Promise.resolve()
    client.on('data', (chunk) => {
      turn = turn.then(() => this.fromClient(link, chunk)).catch(() => void client.destroy())
    })
    link.server.on('data', (chunk) => this.fromServer(link, chunk))
  }

  private join(link: Link, socket: Socket, other: Socket): void {
    socket.setNoDelay(true)
    socket.on('error', () => other.destroy())
    socket.on('close', () => {
      this.links.delete(link)
      other.destroy()
    })
  }

  private async fromClient(link: Link, chunk: Buffer): Promise<void> {
    if (this.delayMs > 0) await sleep(this.delayMs)
    if (this.isSilent) return
    for (const unit of link.units.add(chunk)) this.pass(link, unit)
  }

  private pass(link: Link, unit: ClientUnit): void {
    const fate = this.fateOf(unit.statements, 'before')
    if (fate === 'hold') return
    if (fate === 'cut') return void link.client.destroy()
    if (fate !== undefined) return void link.client.write(errorAnswer(fate.sqlState, link.transaction))
    if (unit.isAnswered) link.expected.push(unit.statements)
    link.server.write(unit.bytes)
  }

  private fromServer(link: Link, chunk: Buffer): void {
    if (this.isSilent) return
    for (const { bytes, transaction } of link.answers.add(chunk)) {
      if (transaction === undefined) {
        // Rows of an answer whose end may be held back: they wait for it in the client anyway.
        link.client.write(bytes)
        continue
      }
      link.transaction = transaction
      const statements = link.expected.shift() ?? []
      const fate = this.fateOf(statements, 'after')
      if (fate === 'hold') return
      if (fate !== undefined) return void link.client.destroy()
      link.client.write(bytes, () => void this.fateOf(statements, 'passed'))
    }
  }

  /** The first rule that has something to say decides; a rule that lets a statement pass leaves it to the next. */
  private fateOf(statements: readonly string[], when: StatementRule['when']): StatementFate {
    for (const watch of this.watches) {
      const { rule } = watch
      if (watch.timesLeft === 0 || rule.when !== when || !isAbout(rule.statement, statements)) continue
      const fate = fateBy(watch)
      if (fate !== undefined) return fate
    }
    return undefined
  }
}

function fateBy(watch: Watch): StatementFate {
  if (watch.skipsLeft > 0) {
    watch.skipsLeft -= 1
    return undefined
  }
  watch.timesLeft -= 1
  return watch.rule.act()
}

function turnAway(client: Socket, bytes: Buffer): void {
  client.on('error', () => client.destroy())
  client.write(bytes)
  client.destroySoon()
}

function isAbout(wanted: string, statements: readonly string[]): boolean {
  return statements.some((statement) => statement.startsWith(wanted) || statement.includes(wanted))
}
