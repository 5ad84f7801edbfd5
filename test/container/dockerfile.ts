/** One instruction of a stage, its arguments as they stand; JSON forms are arrays. */
export interface Instruction {
  readonly keyword: string
  readonly text: string
  readonly words: readonly string[]
}

export interface Stage {
  readonly name: string
  readonly image: string
  readonly instructions: readonly Instruction[]
}

/** Arguments before the first stage, with their defaults, and the stages in order. */
export interface Dockerfile {
  readonly globals: Readonly<Record<string, string>>
  readonly stages: readonly Stage[]
}

/** Reads what this project's Dockerfile uses of the language. @throws Error for anything before the first stage but ARG */
export function parseDockerfile(source: string): Dockerfile {
  const globals: Record<string, string> = {}
  const stages: { name: string; image: string; instructions: Instruction[] }[] = []
  for (const instruction of instructionsIn(source)) {
    const current = stages.at(-1)
    if (instruction.keyword === 'FROM') {
      const [image, , name = ''] = instruction.words
      stages.push({ name, image, instructions: [] })
    } else if (current) {
      current.instructions.push(instruction)
    } else if (instruction.keyword === 'ARG') {
      const [name, value = ''] = instruction.text.split('=')
      globals[name] = value
    } else {
      throw new Error(`${instruction.keyword} before the first FROM`)
    }
  }
  return { globals, stages }
}

export const instructionsOf = (stage: Stage, keyword: string): readonly Instruction[] =>
  stage.instructions.filter((instruction) => instruction.keyword === keyword)

/** Sources and target of a COPY, without its options. */
export function copyOf({ words }: Instruction): { from?: string; sources: string[]; target: string } {
  const options = words.filter((word) => word.startsWith('--'))
  const paths = words.filter((word) => !word.startsWith('--'))
  const from = options.find((option) => option.startsWith('--from='))?.slice('--from='.length)
  return { from, sources: paths.slice(0, -1), target: paths.at(-1)! }
}

function instructionsIn(source: string): Instruction[] {
  return source
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, keyword, text] = /^(\S+)\s+(.*)$/.exec(line)!
      const words: string[] = text.startsWith('[') ? JSON.parse(text) : text.split(/\s+/)
      return { keyword, text, words }
    })
}
