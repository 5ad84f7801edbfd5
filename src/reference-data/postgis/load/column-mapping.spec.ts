import type { LayerDeclaration } from '../../layer-declaration'
import { mapColumns } from './column-mapping'

const declaration: LayerDeclaration = {
  name: 'zones',
  geometry: 'polygon',
  storage: 'generic',
  columns: [
    { name: 'zone', type: 'text', aliases: ['RZ', 'risk_zone'], required: true },
    { name: 'depth', type: 'number' }
  ]
}

const namesOf = (columns: string[]) =>
  [...mapColumns(declaration, columns).declared].map(([file, { name }]) => [file, name])

describe('mapColumns', () => {
  it('finds columns by name or alias, without case', () => {
    expect(namesOf(['ZONE', 'Depth'])).toEqual([
      ['ZONE', 'zone'],
      ['Depth', 'depth']
    ])
    expect(namesOf(['rz'])).toEqual([['rz', 'zone']])
  })

  it('takes the name before an alias, and the exact spelling before another case', () => {
    expect(namesOf(['RZ', 'Zone', 'zone'])).toEqual([['zone', 'zone']])
    expect(namesOf(['risk_zone', 'RZ'])).toEqual([['RZ', 'zone']])
  })

  it('names the required columns that are missing, and only those', () => {
    expect(mapColumns(declaration, ['other']).missing).toEqual([declaration.columns[0]])
    expect(mapColumns(declaration, ['zone']).missing).toEqual([])
  })
})
