import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

type ReaderName = 'json' | 'boundary' | 'upload'

export interface ReaderQuestion {
  readonly id: number
  readonly reader: ReaderName
  readonly bytes: Uint8Array
  readonly filename?: string
}

export type ReaderAnswer =
  { readonly id: number; readonly verdict: string } | { readonly id: number; readonly fault: string }

/** Longest that any input may take. */
export const HANG_MS = 30_000
const MEMORY_MIB = 400

/** The readers on a thread of their own: one that hangs or runs out of memory is seen, and replaced. */
export class ReaderThread {
  private worker?: Worker
  private asked = 0

  /** @returns code of the verdict; @throws Error when the reader threw, hung, or took its thread down */
  async ask(question: Omit<ReaderQuestion, 'id'>): Promise<string> {
    this.asked += 1
    const worker = (this.worker ??= this.start())
    const answer = await this.answerOf(worker, { ...question, id: this.asked })
    if ('fault' in answer) throw new Error(`The reader threw: ${answer.fault}`)
    return answer.verdict
  }

  async stop(): Promise<void> {
    await this.worker?.terminate()
  }

  private async answerOf(worker: Worker, question: ReaderQuestion): Promise<ReaderAnswer> {
    const over = new AbortController()
    const { signal } = over
    const hung = delay(HANG_MS, undefined, { signal }).then(() => {
      throw new Error(`The reader hung for ${HANG_MS} ms`)
    })
    const answered = once(worker, 'message', { signal }).then(([answer]: ReaderAnswer[]) => answer)
    try {
      worker.postMessage(question)
      return await Promise.race([answered, hung])
    } catch (cause) {
      this.worker = undefined
      await worker.terminate()
      throw new Error('The reader gave no answer', { cause })
    } finally {
      over.abort()
      await Promise.allSettled([answered, hung])
    }
  }

  private start(): Worker {
    return new Worker(join(__dirname, 'readers.thread.js'), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB }
    })
  }
}
