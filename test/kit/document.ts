import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../rules/planted-tree'

interface Hunk {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Lines of one file to put in place of others; they are found by their text, not by their number. */
export interface Edit {
  readonly path: string
  readonly hunks: readonly Hunk[]
}

/** A page of docs/ with the code blocks that it wants its reader to use. */
export class KitDocument {
  readonly text: string

  constructor(readonly name: string) {
    this.text = readFileSync(join(repository, 'docs', name), 'utf8')
  }

  /** Blocks in one language, in their order. */
  blocks(language: string): string[] {
    const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')
    return [...this.text.matchAll(fence)].map(([, block]) => block)
  }

  commands(): string[] {
    return this.blocks('sh').map((block) => block.trim())
  }

  /** Blocks that begin with the path of their file, as texts by path. */
  files(): Map<string, string> {
    const named = this.blocks('ts').map((block) => /^\/\/ (\S+\/\S+)\n([^]*)$/.exec(block))
    return new Map(named.flatMap((match) => (match ? [[match[1], match[2]] as const] : [])))
  }

  edits(): Edit[] {
    return this.blocks('diff').map((block) => {
      const [head, ...lines] = block.trimEnd().split('\n')
      const parts = lines.join('\n').split(/\n[ ]?\n/)
      return { path: head.replace('--- ', ''), hunks: parts.map((part) => hunkOf(part.split('\n'))) }
    })
  }
}

function hunkOf(lines: readonly string[]): Hunk {
  const without = (sign: string) => lines.filter((line) => line[0] !== sign).map((line) => line.slice(1))
  return { before: without('+'), after: without('-') }
}

/** @throws Error when the lines to replace are not there exactly once */
export function applied(text: string, { path, hunks }: Edit): string {
  return hunks.reduce((current, { before, after }) => {
    const pieces = `\n${current}`.split(`\n${before.join('\n')}\n`)
    if (pieces.length !== 2) {
      throw new Error(`${path} has these lines ${pieces.length - 1} times, not once:\n${before.join('\n')}`)
    }
    return pieces.join(`\n${after.join('\n')}\n`).slice(1)
  }, text)
}
