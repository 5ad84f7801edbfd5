import type { AreaGeometry, DeclaredCrs } from '@nrf/geometry'
import type { GeoFileError } from './geo-file-error'

type GeoFileFormat = 'geopackage' | 'geojson' | 'kml' | 'csv' | 'shapefile'

export type AttributeValue = string | number | boolean | null

export interface GeoFeature {
  /** 1-based position in the file. */
  readonly index: number
  /**
   * One value for every column. Dates are text as the file has them, integers beyond 2^53 are decimal text, nested
   * JSON is JSON text, NaN and infinity are null. Every value of a CSV file is text or null.
   */
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** Polygon or MultiPolygon without Z and M, as it is: neither closure, validity nor range is checked. Empty is null. */
  readonly geometry: AreaGeometry | null | { readonly unsupported: string }
}

/** An open file. Close it: a GeoPackage holds memory and a folder of its own until then. */
export interface GeoFile {
  readonly format: GeoFileFormat
  /** Name of the layer: table of a GeoPackage, `name` of a FeatureCollection, else the file name without extension. */
  readonly name: string
  /** What the file says about its coordinates; null when it says nothing. */
  readonly crs: DeclaredCrs | null
  /** Undefined where only reading to the end would tell. */
  readonly featureCount: number | undefined
  readonly columns: readonly string[]
  /**
   * Reads from the first feature on, one at a time; may be called again.
   * @throws GeoFileError while iterating
   */
  features(): AsyncIterable<GeoFeature>
  /** May be called twice, and while features are being read. */
  close(): Promise<void>
}

export interface GeoFileOptions {
  /** Feature table of a GeoPackage; needed when it has more than one. */
  readonly table?: string
  /**
   * Most bytes after unpacking. Default 512 MiB for GeoJSON (held in memory) and CSV (streamed); a GeoPackage is
   * streamed from the file and limited only when this is given.
   */
  readonly maxBytes?: number
  /** Most features; no limit by default. */
  readonly maxFeatures?: number
  /** Takes a feature that cannot be read; the features after it are read all the same. Without it reading ends there. */
  readonly onBadFeature?: (error: GeoFileError) => void
  /** Default: 100 files, otherwise those for uploads; `maxBytes` raises the two sizes. */
  readonly zipLimits?: Partial<ZipLimits>
}

/** What an archive may unpack to, counted on the real bytes. */
export interface ZipLimits {
  /** Most files; folders and what the Finder of macOS adds are not counted. */
  readonly maxEntries: number
  readonly maxEntryBytes: number
  readonly maxTotalBytes: number
  /** Unpacked to packed size of an entry; it counts from 1 MiB on. */
  readonly maxRatio: number
}

/** What a reader gets: the options and what the door has found out already. */
export interface GeoFileSource extends GeoFileOptions {
  readonly path: string
  readonly isGzip: boolean
  /** The bytes themselves, where they are in memory already. */
  readonly content?: Buffer
  /** Where a GeoPackage keeps its lock; default the folder of the system. */
  readonly temporaryFolder?: string
}
