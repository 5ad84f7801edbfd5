import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

const storage = new AsyncLocalStorage<string>()

/** The trace id of whatever runs at the moment; undefined outside a job or request. */
export function currentTraceId(): string | undefined {
  return storage.getStore()
}

/** Runs `fn`, and everything that it starts, under one trace id. */
export function runWithTraceId<T>(id: string, fn: () => T): T {
  return storage.run(id, fn)
}

/** 32 hexadecimal digits, the form that CDP gives its own request ids. */
export function newTraceId(): string {
  return randomUUID().replaceAll('-', '')
}
