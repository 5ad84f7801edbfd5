import type { LineWriter } from './log-sink'

/** Lines for people, for a developer's terminal; undefined where `pino-pretty` is not installed, as in the image. */
export function prettyWriter(destination?: NodeJS.WritableStream): LineWriter | undefined {
  if (!isPrettyInstalled()) return undefined
  const pretty: (options: object) => LineWriter = require('pino-pretty')
  return pretty({
    colorize: process.stdout.isTTY && destination === undefined,
    messageKey: 'message',
    levelKey: String.raw`log\.level`,
    timestampKey: '@timestamp',
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: String.raw`ecs\.version,service\.name,service\.version,process\.pid,host\.hostname`,
    singleLine: true,
    sync: true,
    destination
  })
}

function isPrettyInstalled(): boolean {
  try {
    return require.resolve('pino-pretty') !== ''
  } catch {
    return false
  }
}
