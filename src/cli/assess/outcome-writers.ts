import { join } from 'node:path'
import type { Json } from '../../assessments/assessment-outcome'
import type { FileRunEnd } from '../../assessments/assessment.runner'
import { canonicalJson } from '../../backend/canonical-json'
import { csvLine } from './csv-text'
import { fileOutput, type Output } from './output'
import { PUBLISHED_ROW, PUBLISHED_TABLES } from './published-columns'

type AssessedSite = Extract<FileRunEnd, { outcome: unknown }>

export interface OutcomeWriter {
  write(site: AssessedSite): Promise<void>
  /** Ends the output; until then there is none under its name. */
  finish(): Promise<void>
  /** Leaves nothing behind when the run has not come to its end. */
  discard(): Promise<void>
}

/** One row per site in scope, in the published columns; those of the first summary where none are published. */
export function csvWriter(output: Output, type: string): OutcomeWriter {
  let columns = PUBLISHED_ROW[type]
  let isHeaderWritten = false
  const header = async (names: readonly string[]): Promise<void> => {
    if (!isHeaderWritten) await output.write(csvLine(names))
    isHeaderWritten = true
  }
  return {
    write: async ({ outcome: { summary } }) => {
      if (summary === null) return
      const names = (columns ??= Object.keys(summary))
      await header(names)
      await output.write(csvLine(names.map((name) => summary[name])))
    },
    finish: async () => {
      await header(columns ?? [])
      await output.commit()
    },
    discard: () => output.discard()
  }
}

/** One file per published table that the summary has, in a folder. */
export function tablesWriter(folder: string, type: string): OutcomeWriter {
  const outputs: Output[] = []
  return {
    write: async ({ outcome: { summary } }) => {
      for (const [table, columns] of Object.entries(PUBLISHED_TABLES[type] ?? {})) {
        if (summary?.[table] === undefined) continue
        const output = await fileOutput(join(folder, `${table}.csv`))
        outputs.push(output)
        await output.write(csvLine(columns))
        for (const row of rowsOf(summary[table]))
          await output.write(csvLine(columns.map((name) => row[name])))
      }
    },
    finish: async () => {
      for (const output of outputs) await output.commit()
    },
    discard: async () => {
      for (const output of outputs) await output.discard()
    }
  }
}

/** Every outcome with its evidence, one a line, with the number and the id of its site. */
export function jsonWriter(output: Output): OutcomeWriter {
  return listWriter(output, { start: '[', end: ']\n' }, ({ development, outcome }) => [
    { siteNumber: development.siteNumber, reference: development.reference, ...outcome }
  ])
}

/** The shapes behind the findings in British National Grid, as QGIS reads them. */
export function geoJsonWriter(output: Output): OutcomeWriter {
  const crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}}'
  const start = `{"type":"FeatureCollection","name":"fragments",${crs},"features":[`
  return listWriter(output, { start, end: ']}\n' }, ({ development, mapFeatures }) =>
    mapFeatures.map(({ geometry, properties }) => ({
      type: 'Feature',
      geometry,
      properties: {
        rlb_id: development.siteNumber,
        site_id: development.reference,
        site_name: development.name,
        ...properties
      }
    }))
  )
}

function listWriter(
  output: Output,
  { start, end }: { readonly start: string; readonly end: string },
  itemsOf: (site: AssessedSite) => readonly object[]
): OutcomeWriter {
  let lead = `${start}\n`
  return {
    write: async (site) => {
      for (const item of itemsOf(site)) {
        await output.write(`${lead}${canonicalJson(item)}`)
        lead = ',\n'
      }
    },
    finish: async () => {
      await output.write(lead === ',\n' ? `\n${end}` : `${start}${end}`)
      await output.commit()
    },
    discard: () => output.discard()
  }
}

function rowsOf(table: Json | undefined): readonly Readonly<Record<string, Json>>[] {
  if (!Array.isArray(table)) return []
  return table.filter((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
}
