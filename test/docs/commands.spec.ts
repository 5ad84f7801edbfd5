import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '@nrf/local-env'
import type { Command } from 'commander'
import { nrfProgram } from '../../src/cli/program'
import { AssessmentService } from '../flow/assessment-service'
import { commandBlocks, inlineCommands } from './markdown'

const run = promisify(execFile)
const root = projectFolder()
const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && path !== 'CHANGELOG.md')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const { scripts } = JSON.parse(read('package.json'))

interface Shown {
  readonly page: string
  readonly command: string
}

/** Every command that a page shows, in a block for the shell or inside a sentence. */
const shown: readonly Shown[] = pages.flatMap((page) =>
  [...commandBlocks(read(page)).flatMap(({ lines }) => lines), ...inlineCommands(read(page))].map(
    (command) => ({ page, command })
  )
)

/** The words after `nrf`; none for another program, or where the command is left open. */
function wordsOf(line: string): string[] {
  const command = /^(?:npm run -s nrf -- |nrf )([^<].*)$/.exec(line.replace(/ [>|] .*$/, ''))
  return command?.[1].split(' ') ?? []
}

/** The command that the words name, as deep as they go. */
function commandOf(words: readonly string[], command: Command = nrfProgram({})): Command {
  const next = command.commands.find((each) => each.name() === words[0])
  return next === undefined ? command : commandOf(words.slice(1), next)
}

/** What is wrong with a command of `nrf`; undefined for one that is right. */
function faultOf(line: string): string | undefined {
  const words = wordsOf(line)
  if (words.length === 0) return undefined
  const command = commandOf(words)
  const isGroup = command.commands.length > 0
  const isNamed = command.name() === words[0] && !/^[a-z]/.test(words[1] ?? '')
  if (isGroup && !isNamed) return `no command ${words.join(' ')}`
  const known = ['--help', ...command.options.map(({ long }) => long)]
  return words.find((word) => word.startsWith('--') && !known.includes(word))
}

describe('the commands of the documents', () => {
  it('are found', () => {
    expect(shown.length).toBeGreaterThan(60)
  })

  it('run scripts that are there', () => {
    const missing = shown.filter(({ command }) => {
      const script = /\bnpm run (?:-s )?([\w:-]+)/.exec(command)?.[1]
      return script !== undefined && !(script in scripts)
    })
    expect(missing).toEqual([])
  })

  it('are commands of nrf with options that they know', () => {
    const faults = shown.map((each) => ({ ...each, fault: faultOf(each.command) }))
    expect(faults.filter(({ fault }) => fault !== undefined)).toEqual([])
  })

  it.each([
    ['nrf data lod <file>', 'no command data lod <file>'],
    ['nrf dlq replay --coed <cause>', '--coed'],
    ['npm run -s nrf -- forget', 'no command forget']
  ])('would be told from %s', (command, fault) => {
    expect(faultOf(command)).toBe(fault)
  })
})

describe('the commands that need nothing but the project', () => {
  const runnable = pages.flatMap((page) =>
    commandBlocks(read(page))
      .filter(({ mark }) => mark === 'run')
      .flatMap(({ lines }) => lines.map((command) => ({ page, command })))
  )
  let service: AssessmentService
  let environment: Record<string, string>

  beforeAll(async () => {
    service = await AssessmentService.start()
    environment = await service.workerEnvironment()
  })

  afterAll(() => service.stop())

  it('are found', () => {
    expect(runnable.length).toBeGreaterThan(5)
  })

  it.each(runnable.map(({ page, command }) => [command, page]))(
    '%s works as %s shows it',
    async (command) => {
      const { PATH = '', HOME = '' } = process.env
      const options = { cwd: root, env: { PATH, HOME, ...environment }, timeout: 120_000, maxBuffer: 2 ** 26 }
      const { stdout } = await run('bash', ['-c', `set -euo pipefail; ${command}`], options)
      expect(stdout).not.toBe('')
    }
  )
})
