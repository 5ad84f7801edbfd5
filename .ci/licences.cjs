#!/usr/bin/env node
// Lists the licences of the packages of production, from package-lock.json and, where that is silent, the package's own
// description. Ends with 1 when one of them is not on the list below.
//   node .ci/licences.cjs [folder of the project]
const { existsSync, readFileSync } = require('node:fs')
const path = require('node:path')

// Licences that ask for no more than to be named, and so go with the Open Government Licence of this service.
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense'
])

const root = path.resolve(process.argv[2] ?? path.join(__dirname, '..'))
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))

const rows = Object.entries(packages)
  .filter(([place, entry]) => place !== '' && !entry.dev)
  .map(([place, entry]) => ({
    name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: entry.version,
    licence: entry.license ?? describedLicence(place) ?? 'not named'
  }))
  .sort((one, other) => (one.name < other.name ? -1 : 1))

for (const { name, version, licence } of rows) console.log(`${name}\t${version}\t${licence}`)

const refused = rows.filter(({ licence }) => !isAllowed(licence))
for (const { name, version, licence } of refused)
  console.error(`Licence not allowed: ${name} ${version}: ${licence}`)
process.exitCode = refused.length > 0 ? 1 : 0

/** Of a choice one is enough, of a combination all are needed. */
function isAllowed(expression) {
  const choices = expression.replaceAll(/[()]/g, '').split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((licence) => ALLOWED.has(licence.trim())))
}

/** Older packages name their licence in a list. */
function describedLicence(place) {
  const file = path.join(root, place, 'package.json')
  if (!existsSync(file)) return undefined
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  return license ?? licenses?.map(({ type }) => type).join(' OR ')
}
