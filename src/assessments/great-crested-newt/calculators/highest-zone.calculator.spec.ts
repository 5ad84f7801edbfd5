import { HighestZoneCalculator } from './highest-zone.calculator'

describe('HighestZoneCalculator', () => {
  it.each([
    [['Amber', 'Green', 'Red'], 'Red'],
    [['Amber', 'Green'], 'Amber'],
    [['Green'], 'Green'],
    [['Blue', 'Pink'], 'Blue'],
    [['Blue', 'Green'], 'Green'],
    [[], null]
  ])('gives of %j the zone %j', (zones, highest) => {
    expect(new HighestZoneCalculator().calculate(zones)).toBe(highest)
  })
})
