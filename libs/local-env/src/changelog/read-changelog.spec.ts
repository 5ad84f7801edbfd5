import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksumOf } from './change-set'
import { readChangelog } from './read-changelog'

describe('changelog', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-changelog-'))
    await mkdir(join(folder, 'changelog', 'sql'), { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true }))

  const write = (path: string, content: string) => writeFile(join(folder, 'changelog', path), content)
  const writeRoot = (content: string) =>
    write(
      'db.changelog.xml',
      `<?xml version="1.0" encoding="UTF-8"?>
       <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">${content}</databaseChangeLog>`
    )
  const read = () => readChangelog(join(folder, 'changelog', 'db.changelog.xml'))
  const statements = async () => (await read()).flatMap((changeSet) => changeSet.statements)
  const aChangeSet = (content: string) => `<changeSet id="1" author="a">${content}<rollback/></changeSet>`

  it('follows includes in order, with paths from the folder above', async () => {
    await write(
      'one.xml',
      `<databaseChangeLog><changeSet id="1" author="a"><sql>ONE</sql></changeSet></databaseChangeLog>`
    )
    await write(
      'two.xml',
      `<databaseChangeLog><changeSet id="1" author="a"><sql>TWO</sql></changeSet></databaseChangeLog>`
    )
    await writeRoot(
      `<include file="changelog/two.xml"/><include file="one.xml" relativeToChangelogFile="true"/>
       <changeSet id="2" author="b"><sql>THREE</sql></changeSet>`
    )

    expect(await read()).toEqual([
      { file: 'changelog/two.xml', id: '1', author: 'a', statements: ['TWO'] },
      { file: 'changelog/one.xml', id: '1', author: 'a', statements: ['ONE'] },
      { file: 'changelog/db.changelog.xml', id: '2', author: 'b', statements: ['THREE'] }
    ])
  })

  it('keeps the text of SQL: entities, CDATA and comments of XML in between', async () => {
    await writeRoot(
      aChangeSet(`<comment>why</comment><sql>SELECT 1 &lt; 2<!-- and --> AND '&amp;' = '&amp;'</sql>
        <sql><![CDATA[SELECT a -> 'b' && c]]></sql><rollback><sql>DROP EVERYTHING</sql></rollback>`)
    )

    expect(await statements()).toEqual([`SELECT 1 < 2 AND '&' = '&'`, `SELECT a -> 'b' && c`])
  })

  it('reads SQL files', async () => {
    await write('sql/one.sql', 'SELECT 1;\nSELECT 2;\n')
    await writeRoot(aChangeSet(`<sqlFile path="changelog/sql/one.sql" encoding="UTF-8"/>`))

    expect(await statements()).toEqual(['SELECT 1;\nSELECT 2;'])
  })

  it('cuts at a delimiter of its own only, at the end of lines', async () => {
    await writeRoot(aChangeSet(`<sql endDelimiter="//">SELECT '//a';\n SELECT 2 //\nSELECT 3</sql>`))
    expect(await statements()).toEqual([`SELECT '//a';\n SELECT 2`, 'SELECT 3'])

    await writeRoot(aChangeSet(`<sql endDelimiter="//" splitStatements="false">SELECT 2 //\nSELECT 3</sql>`))
    expect(await statements()).toEqual(['SELECT 2 //\nSELECT 3'])
  })

  it.each([
    ['an unknown element', '<createTable tableName="a"/>', '<createTable> is not understood'],
    ['an unknown change', aChangeSet('<createTable tableName="a"/>'), '<createTable> in a change set'],
    ['a precondition', aChangeSet('<preConditions/>'), '<preConditions> in a change set'],
    [
      'an unknown attribute',
      '<changeSet id="1" author="a" context="test"/>',
      '"context", which is not understood'
    ],
    ['no id', '<changeSet author="a"/>', '<changeSet> has no "id"'],
    ['one change set twice', aChangeSet('') + aChangeSet(''), 'db.changelog.xml::1::a is there twice'],
    [
      'a body that Liquibase would cut',
      aChangeSet('<sql>DO $$ BEGIN; END $$</sql>'),
      'needs splitStatements="false"'
    ]
  ])('refuses %s', async (_, content, reason) => {
    await writeRoot(content)

    await expect(read()).rejects.toThrow(reason)
  })

  it('refuses a file that is not well formed, and one that is something else', async () => {
    await write('db.changelog.xml', '<databaseChangeLog><changeSet></databaseChangeLog>')
    await expect(read()).rejects.toThrow('db.changelog.xml: is not well formed, line 1, column ')

    await write('db.changelog.xml', '<html/>')
    await expect(read()).rejects.toThrow('top element')
  })

  it('names a file that is included and not there', async () => {
    await writeRoot('<include file="changelog/none.xml"/>')
    await expect(read()).rejects.toThrow('changelog/none.xml: cannot be read, ENOENT')
  })

  it('has a checksum that line ends do not change, and any other edit does', () => {
    const changeSet = (sql: string) => checksumOf({ id: '1', author: 'a', file: 'f', statements: [sql] })

    expect(changeSet('A\r\nB\n')).toBe(changeSet('A\nB'))
    expect(changeSet('A B')).not.toBe(changeSet('A\nB'))
  })
})
