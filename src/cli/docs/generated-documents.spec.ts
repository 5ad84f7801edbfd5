import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROFILE_POLICIES, SETTLED_DEFECTS } from '../../assessments/profile-policies'
import { FAILURE_CODES } from '../../failures/failure-codes'
import { codesMarkdown } from './codes-document'
import { profilesMarkdown } from './profiles-document'
import { staleDocuments, writeDocuments } from './generated-documents'

const NAMES = [
  'docs/backend-api.yaml',
  'docs/boundary-api.yaml',
  'docs/codes.md',
  'docs/events.md',
  'docs/messages.asyncapi.yaml',
  'docs/metrics.md',
  'docs/platform-request.md',
  'docs/profiles.md',
  'infra/cloudformation.yaml'
]

describe('the committed documents', () => {
  it('are those that the code gives ("nrf docs write" brings them up to date)', async () => {
    await expect(staleDocuments(join(__dirname, '../../..'))).resolves.toEqual([])
  })
})

describe('writing and checking', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-docs-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('finds missing documents', async () => {
    await expect(staleDocuments(folder)).resolves.toEqual(NAMES)
  })

  it('finds nothing after writing, and a change after that', async () => {
    await expect(writeDocuments(folder)).resolves.toEqual(NAMES)
    await expect(staleDocuments(folder)).resolves.toEqual([])
    await writeFile(join(folder, 'docs', 'codes.md'), 'changed')
    await expect(staleDocuments(folder)).resolves.toEqual(['docs/codes.md'])
  })
})

describe('the list of codes', () => {
  it.each(Object.keys(FAILURE_CODES))('has a row for %s', (code) => {
    expect(codesMarkdown()).toContain(`| \`${code}\` |`)
  })
})

describe('the page on profiles', () => {
  it.each(Object.values(PROFILE_POLICIES))('explains $subject', ({ defect, subject, effect, saidBy }) => {
    const codes = saidBy.map((code) => `\`${code}\``).join(', ')
    expect(profilesMarkdown()).toContain(
      `| ${defect} | ${subject} | ${effect.production} | ${effect.corrected} | ${codes} |`
    )
  })

  it.each(SETTLED_DEFECTS)('explains $defect', ({ defect, found, decision }) => {
    for (const text of [found, decision]) expect(text).toMatch(/^[A-Z\d][^|\n]{5,}\.$/)
    expect(profilesMarkdown()).toContain(`| ${defect} | ${found} | ${decision} |`)
  })
})
