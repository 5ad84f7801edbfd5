import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { flameGraphOf } from './flame-graph'
import { readStacks } from './cpu-profile'
import { sharesOf, type PartShare } from './parts'

const HELP = `npm run bench:profile -- <file.cpuprofile> [options]
Tells what a worker spent its processor on, by part, from a profile of V8: BENCH_PROFILE_FOLDER=<folder> npm run bench
writes one for each worker that it starts.
  --skip 15        seconds that are left out of the begin
  --svg <file>     writes a flame graph`

function markdownOf(shares: readonly PartShare[]): string {
  const rows = shares.map(({ name, share, largest }) => {
    const functions = largest.map(([inner, part]) => `\`${inner}\` ${percent(part)}`).join(', ')
    return `| ${name} | ${percent(share)} | ${functions} |`
  })
  return ['| Part | Share | Innermost functions |', '| --- | --- | --- |', ...rows].join('\n')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' }, skip: { type: 'string', default: '15' }, svg: { type: 'string' } }
  })
  const [file] = positionals
  if (values.help || file === undefined) {
    console.log(HELP)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const stacks = readStacks(file, Number(values.skip) * 1000)
  if (stacks.length === 0) throw new Error(`Nothing is left of ${file} after ${values.skip} s`)
  console.log(markdownOf(sharesOf(stacks)))
  if (values.svg === undefined) return
  writeFileSync(values.svg, flameGraphOf(stacks, 'Main thread of the worker'))
}

try {
  main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
