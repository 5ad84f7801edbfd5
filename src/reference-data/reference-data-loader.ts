import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Injectable } from '@nestjs/common'
import { openGeoFile } from '@nrf/geo-files'
import type { GeoFile } from '@nrf/geo-files'
import type { LayerDeclaration } from './layer-declaration'
import { mapColumns } from './postgis/load/column-mapping'
import { FaultList } from './postgis/load/fault-list'
import { LayerLoad } from './postgis/load/layer-load'
import { qualityOf, type QualityFindings } from './postgis/load/quality-rules'
import { RowReader } from './postgis/load/row-reader'
import { sourceSrid } from './postgis/load/source-srid'
import { refuseUnusableGeometries, repairGeometries } from './postgis/load/staged-geometry'
import { Database } from '../database/database'
import { LoadRefused } from './reference-data.failures'

/** Told after each row: rows read, and rows in all where the file says so. */
type LoadProgress = (done: number, total: number | undefined) => void

export interface LoadReport {
  readonly layer: string
  readonly version: number
  readonly rowCount: number
  /** Rows whose geometry was invalid and was repaired; positions in the file, from 1. */
  readonly repairedRows: readonly number[]
  /** Old versions that made way: at most three are kept. */
  readonly removedVersions: readonly number[]
  /** What whoever loads should look at before activating. */
  readonly warnings: readonly string[]
}

export interface LoadOptions {
  readonly onProgress?: LoadProgress
  /** The quality rules refuse the file; otherwise they are warnings. */
  readonly isStrict?: boolean
  /** A file with far fewer rows than the active version is loaded all the same. */
  readonly acceptsFewerRows?: boolean
}

/** A file with fewer rows than this share of the active version is probably not whole. */
const EXPECTED_SHARE = 0.9

/**
 * Loads a file as a new version of a layer, beside the old ones. Everything is checked before anything is written;
 * a load that fails leaves the database as it was. Activating is a step of its own.
 */
@Injectable()
export class ReferenceDataLoader {
  constructor(private readonly database: Database) {}

  /** @throws LoadRefused with every fault of the file */
  async load(path: string, declaration: LayerDeclaration, options: LoadOptions = {}): Promise<LoadReport> {
    const file = await openGeoFile(path)
    try {
      const source = { name: basename(path), digest: await digestOf(path) }
      return await this.database.exclusively(async (client) => {
        const faults = new FaultList()
        const srid = declaration.geometry === 'none' ? 27700 : sourceSrid(file.crs, faults)
        const load = new LayerLoad(client, declaration, srid)
        await load.begin()
        const mapping = mapColumns(declaration, file.columns)
        for (const { name } of mapping.missing) faults.add(`column ${name} is missing`)
        const reader = new RowReader(declaration, mapping, { srid, faults })
        const readRows = await stageRows(file, { reader, load, onProgress: options.onProgress, faults })
        const quality = await qualityOf(client, declaration)
        const repairedRows = await repairGeometries(client)
        await refuseUnusableGeometries(client, faults)
        const warnings = await checkTogether({ quality, load, faults, readRows }, options)
        if (faults.count > 0) throw new LoadRefused(declaration.name, faults.faults, faults.count)
        const { version, removedVersions } = await load.publish(source)
        return {
          layer: declaration.name,
          version,
          rowCount: load.rowCount,
          repairedRows,
          removedVersions,
          warnings
        }
      })
    } finally {
      await file.close()
    }
  }
}

async function stageRows(
  file: GeoFile,
  into: { reader: RowReader; load: LayerLoad; onProgress?: LoadProgress; faults: FaultList }
): Promise<number> {
  let done = 0
  for await (const feature of file.features()) {
    const row = into.reader.read(feature)
    if (row) await into.load.stage(row)
    done += 1
    into.onProgress?.(done, file.featureCount)
  }
  await into.load.flush()
  if (done === 0) into.faults.add('the file has no rows')
  return done
}

/** What only all rows together can show; @returns what is no fault under these options, but worth a look */
async function checkTogether(
  { quality, load, faults, readRows }: StagedLoad,
  { isStrict = false, acceptsFewerRows = false }: LoadOptions
): Promise<string[]> {
  const fewerRows = await fewerRowsThanActive(load, readRows)
  const warnings: string[] = [...quality.unchecked]
  for (const fault of quality.faults) {
    if (isStrict) faults.add(fault)
    else warnings.push(fault)
  }
  for (const fault of fewerRows) {
    if (acceptsFewerRows) warnings.push(fault)
    else faults.add(`${fault}; load it with --accept-fewer-rows when that is right`)
  }
  return warnings
}

interface StagedLoad {
  readonly quality: QualityFindings
  readonly load: LayerLoad
  readonly faults: FaultList
  readonly readRows: number
}

/** Rows that were refused count: their faults are told already. */
async function fewerRowsThanActive(load: LayerLoad, readRows: number): Promise<string[]> {
  const active = await load.activeRowCount()
  if (active === undefined || readRows >= Math.ceil(active * EXPECTED_SHARE)) return []
  return [`${readRows} rows; the active version has ${active}`]
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
