import { createRequire } from 'node:module'
import type { LineWriter } from './log-sink'

const load = createRequire(__filename)

/** Lines for people, for a developer's terminal; undefined where `pino-pretty` is not installed, as in the image. */
export function prettyWriter(): LineWriter | undefined {
  if (!isInstalled('pino-pretty')) return undefined
  const pretty: (options: object) => LineWriter = load('pino-pretty')
  return pretty({
    colorize: process.stdout.isTTY,
    messageKey: 'message',
    levelKey: String.raw`log\.level`,
    timestampKey: '@timestamp',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: String.raw`ecs\.version,service\.name,service\.version,process\.pid,host\.hostname`,
    singleLine: true,
    sync: true
  })
}

function isInstalled(name: string): boolean {
  try {
    return load.resolve(name) !== ''
  } catch {
    return false
  }
}
