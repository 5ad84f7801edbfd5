import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { execFileSync } from 'node:child_process'
import { projectFolder } from '@nrf/local-env'
import { FAILURE_CODES } from '../../src/failures/failure-codes'
import { anchorsOf, linksOf } from './markdown'

const root = projectFolder()
const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The links of a page that lead nowhere. */
function brokenLinks(page: string, text = read(page)): string[] {
  return linksOf(text).filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false
    const [path, anchor] = link.split('#')
    const target = path === '' ? page : normalize(join(dirname(page), path))
    if (!existsSync(join(root, target))) return true
    return anchor !== undefined && !anchorsOf(path === '' ? text : read(target)).includes(anchor)
  })
}

describe('the documents', () => {
  it.each(pages)('%s links to what is there', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it.each([
    ['a missing file', '[a](missing.md)'],
    ['a missing heading of a page', '[a](runbook.md#missing)'],
    ['a missing heading of the same page', '# One\n\n[a](#two)']
  ])('would show %s', (_fault, text) => {
    expect(brokenLinks('docs/page.md', text)).toHaveLength(1)
  })

  it('are all reached from the README', () => {
    const reached = new Set<string>()
    const open = ['README.md']
    for (let page = open.pop(); page !== undefined; page = open.pop()) {
      if (reached.has(page)) continue
      reached.add(page)
      const from = page
      const paths = linksOf(read(page)).map((link) => normalize(join(dirname(from), link.split('#')[0])))
      const folders = paths.filter(
        (path) => existsSync(join(root, path)) && statSync(join(root, path)).isDirectory()
      )
      open.push(
        ...paths.filter((path) => path.endsWith('.md') && existsSync(join(root, path))),
        ...folders.flatMap((folder) => pages.filter((path) => path.startsWith(join(folder, '/'))))
      )
    }
    const unreached = pages.filter((page) => page.startsWith('docs/') && !reached.has(page))
    expect(unreached).toEqual([])
  })

  it('begin with a README of at most 120 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(121)
  })

  it.each(Object.keys(FAILURE_CODES))('say what to do about %s', (code) => {
    expect(read('docs/codes.md')).toMatch(new RegExp(`^\\| \`${code}\` \\| [^|]+ \\| [^|]{10,} \\|`, 'm'))
  })
})
