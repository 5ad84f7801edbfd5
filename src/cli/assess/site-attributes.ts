import type { GeoFeature } from '@nrf/geo-files'
import type { Development } from '../../assessments/development'
import { FeatureRefused } from './refusal'

type SiteAttributes = Pick<Development, 'reference' | 'name' | 'dwellingCategory' | 'source' | 'dwellings'>

/** Present names of the attributes, each with the name in older files, which counts only where the present one is not. */
const NAMES = {
  id: ['id'],
  name: ['name', 'Name'],
  dwelling_category: ['dwelling_category', 'Dwel_Cat'],
  source: ['source', 'Source'],
  dwellings: ['dwellings', 'Dwellings']
} as const

type Attribute = keyof typeof NAMES

const MOST_DWELLINGS = 999_999

/**
 * The form of a site, from the attributes of its feature.
 *
 * @param dwellings of sites whose feature says nothing about them
 * @throws FeatureRefused naming every attribute that is missing
 */
export function siteAttributes(attributes: GeoFeature['attributes'], dwellings?: number): SiteAttributes {
  const read = (attribute: Attribute) => valueOf(attributes, attribute)
  const missing = missingAttributes(attributes, dwellings)
  if (missing.length > 0) throw missingRefused(missing)
  return {
    reference: String(read('id')),
    name: String(read('name') ?? ''),
    dwellingCategory: String(read('dwelling_category') ?? ''),
    source: String(read('source') ?? ''),
    dwellings: dwellingsOf(read('dwellings') ?? dwellings)
  }
}

function missingAttributes(attributes: GeoFeature['attributes'], dwellings: number | undefined): Attribute[] {
  return ATTRIBUTES.filter((attribute) => {
    if (attribute === 'id') return isBlank(valueOf(attributes, 'id'))
    if (attribute === 'dwellings') return dwellings === undefined && isBlank(valueOf(attributes, 'dwellings'))
    return columnOf(attributes, attribute) === undefined
  })
}

const ATTRIBUTES: readonly Attribute[] = ['id', 'name', 'dwelling_category', 'source', 'dwellings']

function columnOf(attributes: GeoFeature['attributes'], attribute: Attribute): string | undefined {
  return NAMES[attribute].find((name) => Object.hasOwn(attributes, name))
}

function valueOf(attributes: GeoFeature['attributes'], attribute: Attribute) {
  const column = columnOf(attributes, attribute)
  const value = column === undefined ? null : attributes[column]
  return value === '' ? null : value
}

function isBlank(value: unknown): boolean {
  return value === null
}

function missingRefused(missing: readonly Attribute[]): FeatureRefused {
  const names = missing.map((attribute) => NAMES[attribute].toReversed().join(' or '))
  const isDwellingsOnly = missing.length === 1 && missing[0] === 'dwellings'
  return new FeatureRefused(
    `${missing.length === 1 ? 'the attribute' : 'the attributes'} ${names.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    isDwellingsOnly
      ? 'Add it, or give --dwellings'
      : 'Add what is missing to the file; --dwellings can stand in for Dwellings'
  )
}

/** The range that jobs have. */
function dwellingsOf(value: unknown): number {
  const number = typeof value === 'string' && /^\s*\d+(\.0+)?\s*$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= MOST_DWELLINGS)
    return number
  throw new FeatureRefused(
    `Dwellings is ${JSON.stringify(value)}`,
    `It has to be a whole number from 1 to ${MOST_DWELLINGS}`
  )
}
