import { PlantedTree, reportOf } from './planted-tree'

interface Report {
  diagnostics: { code: string; filename: string }[]
}

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('')

const decisions = (count: number): string =>
  `export const answer = (n: number): number => {\n${lines(count, (n) => `  if (n === ${n}) return ${n + 1}`)}  return 0\n}\n`

const longFunction = (length: number): string =>
  `export function report(write: (n: number) => void): void {\n${lines(length - 2, (n) => `  write(${n})`)}}\n`

const longFile = (length: number): string => lines(length, (n) => `export const value${n} = ${n}`)

const parameters = (count: number): string => {
  const names = Array.from({ length: count }, (_, n) => `p${n}`)
  return `export const sum = (${names.map((name) => `${name}: number`).join(', ')}): number =>\n  ${names.join(' + ')}\n`
}

const nested = (depth: number): string =>
  `export function note(n: number, write: (n: number) => void): void {\n${lines(depth, (n) => `if (n > ${n}) {`)}write(n)\n${'}'.repeat(depth)}\n}\n`

const sendAnd = (wait: string): string =>
  `export async function tell(send: () => Promise<void>): Promise<number> {\n  ${wait}send()\n  return 1\n}\n`

const attempt = (end: string): string =>
  `export function attempt(work: () => void): void {\n  try {\n    work()\n  } catch${end}\n}\n`

/** Files at a cap, or where a cap is wider. */
const sound = {
  'src/queue/decisions.ts': decisions(7),
  'src/queue/long-file.ts': `// A comment and a blank line do not count.\n\n${longFile(250)}`,
  'src/queue/long-function.ts': longFunction(50),
  'src/queue/parameters.ts': parameters(4),
  'src/queue/nested.ts': nested(3),
  'src/queue/promise.ts': sendAnd('await '),
  'src/queue/attempt.ts': attempt(' (error) {\n    throw new Error("not done", { cause: error })\n  }'),
  'src/queue/unknown.ts': 'export const read = (value: unknown): unknown => value\n',
  'src/queue/long.spec.ts': `${longFile(300)}${longFunction(60)}`,
  'src/queue/story.use-case.ts': parameters(6),
  'src/cli/print.command.ts': "export const print = (): void => console.log('done')\n"
}

/** One step over each cap: the file's name is what the linter calls it. */
const planted: Record<string, string> = {
  'eslint(complexity)': decisions(8),
  'eslint(max-lines)': longFile(251),
  'eslint(max-lines-per-function)': longFunction(51),
  'eslint(max-params)': parameters(5),
  'eslint(max-depth)': nested(4),
  'typescript(no-floating-promises)': sendAnd(''),
  'typescript(no-misused-promises)':
    'export const isSent = (sent: Promise<boolean>): number => (sent ? 1 : 0)\n',
  'typescript(no-explicit-any)': 'export const read = (value: any): unknown => value\n',
  'eslint(no-empty)': attempt(' {}'),
  'eslint(no-empty-function)': 'export function idle(): void {}\n',
  'eslint(no-console)': "export const print = (): void => console.log('done')\n",
  'import(no-default-export)': 'const answer = 42\nexport default answer\n'
}

const fileOf = (rule: string): string => `src/queue/${rule.replace(/\W+/g, '-')}planted.ts`

describe('the lint rules', () => {
  const tree = new PlantedTree()
  const found = new Map<string, string[]>()

  beforeAll(async () => {
    tree.copy('.oxlintrc.json', 'tsconfig.json').linkPackages().plant(sound)
    for (const [rule, text] of Object.entries(planted)) tree.plant({ [fileOf(rule)]: text })

    const args = ['--type-aware', '--format', 'json', 'src']
    const { diagnostics } = (await reportOf('oxlint/bin/oxlint', args, tree.folder)) as Report
    for (const { filename, code } of diagnostics) found.set(filename, [...(found.get(filename) ?? []), code])
  })
  afterAll(() => tree.remove())

  it.each(Object.keys(planted))('find what breaks %s, once', (rule) => {
    expect(found.get(fileOf(rule))).toEqual([rule])
  })

  it.each(Object.keys(sound))('leave %s alone', (file) => {
    expect(found.get(file)).toBeUndefined()
  })
})
