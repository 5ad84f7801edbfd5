#!/usr/bin/env node
// Writes the packages of production as a CycloneDX document: all that npm lists, without those for development. Not by
// `npm sbom --omit dev`, which also leaves out packages that development shares with production.
//   node .ci/sbom.cjs > sbom.cdx.json
const { execFileSync } = require('node:child_process')
const { readFileSync } = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
const { name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

const listed = execFileSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 120_000 }
)
const document = JSON.parse(listed)
const wanted = new Set(
  Object.entries(packages)
    .filter(([place, entry]) => place !== '' && !entry.dev)
    .map(
      ([place, entry]) =>
        `${place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${entry.version}`
    )
)
const product = document.metadata.component['bom-ref']
const isWanted = (reference) => wanted.has(reference) || reference === product

document.metadata.component.name = name
document.components = document.components.filter((component) => isWanted(component['bom-ref']))
document.dependencies = document.dependencies
  .filter(({ ref }) => isWanted(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(isWanted) }))

const found = new Set(document.components.map((component) => component['bom-ref']))
const missing = [...wanted].filter((reference) => !found.has(reference))
if (missing.length > 0) {
  console.error(`npm does not list ${missing.join(', ')}`)
  process.exitCode = 1
}
console.log(JSON.stringify(document, undefined, 2))
