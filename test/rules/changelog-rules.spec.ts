import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(__dirname, '../../changelog')
const ROOT = 'db.changelog.xml'

/** What the release before may not outlive. Rollbacks may do all of it. */
const TAKES_AWAY =
  /\b(DROP\s+(TABLE|COLUMN|SCHEMA|TYPE|VIEW|FUNCTION)|RENAME|TRUNCATE|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE|REVOKE)\b/i

interface ChangeSet {
  readonly id: string
  readonly forward: string
  readonly hasRollback: boolean
}

function changeSetsIn(xml: string): ChangeSet[] {
  return [...xml.matchAll(/<changeSet\s[^>]*id="([^"]+)"[^>]*>([\s\S]*?)<\/changeSet>/g)].map(
    ([, id, content]) => ({
      id,
      forward: content.replaceAll(/<(rollback|comment)>[\s\S]*?<\/\1>/g, ''),
      hasRollback: content.includes('<rollback')
    })
  )
}

/** Ids of the change sets that break the rule of docs/decisions/0006. */
const contractingIn = (changeSets: readonly ChangeSet[]): string[] =>
  changeSets
    .filter(({ id, forward }) => TAKES_AWAY.test(forward) && !id.endsWith('-contract'))
    .map(({ id }) => id)

describe('the changelog', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== ROOT)
  const changeSets = files.flatMap((file) => changeSetsIn(readFileSync(join(FOLDER, file), 'utf8')))

  it('includes every file of its folder once, in the order of the versions', () => {
    const root = readFileSync(join(FOLDER, ROOT), 'utf8')
    const included = [...root.matchAll(/<include file="changelog\/([^"]+)"/g)].map(([, file]) => file)
    const byVersion = files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    expect(included).toEqual(byVersion)
  })

  it('has a way back for every change set', () => {
    expect(changeSets.length).toBeGreaterThan(10)
    expect(changeSets.filter(({ hasRollback }) => !hasRollback)).toEqual([])
  })

  it('only adds, but for what is named as contracting', () => {
    expect(contractingIn(changeSets)).toEqual([])
  })

  it.each([
    'DROP TABLE worker.job;',
    'ALTER TABLE worker.job DROP COLUMN verdict;',
    'ALTER TABLE worker.job RENAME COLUMN a TO b;',
    'ALTER TABLE worker.job ALTER COLUMN attempt TYPE bigint;',
    'ALTER TABLE worker.job ALTER COLUMN trace_id SET NOT NULL;'
  ])('would be found out with: %s', (sql) => {
    const xml = (id: string) => `<changeSet id="${id}" author="nrf"><sql>${sql}</sql><rollback/></changeSet>`
    expect(contractingIn(changeSetsIn(xml('9.9-job')))).toEqual(['9.9-job'])
    expect(contractingIn(changeSetsIn(xml('9.9-job-contract')))).toEqual([])
  })
})
