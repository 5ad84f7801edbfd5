import { connect } from 'node:net'

const TIMEOUT_MS = 5_000

export interface AgentAddress {
  readonly host: string
  readonly port: number
}

/**
 * Hands records to the CloudWatch agent, on a connection of their own: once a minute it is not worth keeping one.
 *
 * @returns when the system has taken every byte
 * @throws Error with the reason: nobody listens, the agent hangs up, or 5 s are over
 */
export function handToAgent({ host, port }: AgentAddress, records: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS)
    socket.unref()
    socket.resume()
    socket.once('error', reject)
    // After the last byte an agent may as well reset the connection.
    socket.on('error', () => socket.destroy())
    socket.once('finish', resolve)
    socket.once('close', () => {
      clearTimeout(timer)
      reject(new Error('the connection was closed'))
    })
    socket.end(records.map((record) => `${record}\n`).join(''))
  })
}
