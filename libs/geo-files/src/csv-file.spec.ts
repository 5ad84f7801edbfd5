import { gzipSync } from 'node:zlib'
import { openGeoFile } from './open-geo-file'
import { readAll, TemporaryFolder } from './testing/temporary-folder'

describe('a CSV file', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  it('gives its columns and rows as text, empty fields as null', async () => {
    const path = folder.write(
      'rates.csv',
      '\ufeffname,rate,note\n"A, B",2.40,\n\t11307 ,,"say ""x""\nplease"\n\n'
    )
    const file = await openGeoFile(path)
    expect(file).toMatchObject({
      format: 'csv',
      name: 'rates',
      crs: null,
      featureCount: undefined,
      columns: ['name', 'rate', 'note']
    })
    await file.close()
    expect(await readAll(path)).toEqual([
      { index: 1, attributes: { name: 'A, B', rate: '2.40', note: null }, geometry: null },
      { index: 2, attributes: { name: '\t11307 ', rate: null, note: 'say "x"\nplease' }, geometry: null }
    ])
  })

  it('may be packed, end its lines as Windows does and have no rows', async () => {
    const packed = folder.write('a.csv.gz', gzipSync('a,b\r\n1,2\r\n'))
    expect(await readAll(packed)).toMatchObject([{ attributes: { a: '1', b: '2' } }])
    expect(await readAll(folder.write('b.csv', 'a,b'))).toEqual([])
  })

  it('may call a column __proto__', async () => {
    const [{ attributes }] = await readAll(folder.write('a.csv', '__proto__,b\n1,2\n'))
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', '1'],
      ['b', '2']
    ])
  })

  it.each([
    ['no header', '\n\n', 'a.csv: it has no header row'],
    ['a column without name', 'a,,c\n', 'a column has no name'],
    ['two columns of one name', 'a,b,a\n', 'two columns are called "a"'],
    ['a short row', 'a,b\n1,2\n3\n', 'a.csv, feature 2: it is not well-formed CSV'],
    ['a long row', 'a,b\n1,2,3\n', 'a.csv, feature 1: it is not well-formed CSV'],
    ['an open quote', 'a\n"1', 'it is not well-formed CSV'],
    ['an endless field', `a\n${'x'.repeat(1_100_000)}`, 'it is not well-formed CSV'],
    ['a NUL', 'a\n1\0', 'column "a" holds a character that is none']
  ])('is refused with %s', async (_name, text, message) => {
    await expect(readAll(folder.write('a.csv', text))).rejects.toThrow(message)
  })

  it('is refused when it is not UTF-8, at the end of the file too', async () => {
    const latin = folder.write('a.csv', Buffer.from('a\n£5\n', 'latin1'))
    await expect(readAll(latin)).rejects.toThrow('a.csv: it is not UTF-8 text')
    const cut = folder.write('b.csv', Buffer.concat([Buffer.from('a\n1\n'), Buffer.from([0xc3])]))
    await expect(readAll(cut)).rejects.toThrow('it is not UTF-8 text')
  })

  it('keeps the limits of bytes and features', async () => {
    const path = folder.write('a.csv', `a\n${'1\n'.repeat(300_000)}`)
    await expect(readAll(path, { maxFeatures: 2 })).rejects.toThrow('it has more than 2 features')
    await expect(readAll(path, { maxBytes: 300_000 })).rejects.toThrow('it has more than 300000 bytes')
  })

  it('can be left before its end', async () => {
    const file = await openGeoFile(folder.write('a.csv', `a\n${'1\n'.repeat(300_000)}`))
    for await (const { index } of file.features()) if (index === 3) break
    await file.close()
    expect(file.columns).toEqual(['a'])
  })
})
