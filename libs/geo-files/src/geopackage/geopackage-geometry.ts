import { fromWkb, MalformedWkb, UnsupportedWkbType } from '@nrf/geometry'
import type { GeoFeature } from '../geo-file'

const HEADER_BYTES = 8
const ENVELOPE_BYTES = [0, 32, 48, 48, 64]
const EMPTY_FLAG = 0b1_0000
const EXTENDED_FLAG = 0b10_0000

/**
 * Reads a GeoPackage geometry: its own header (magic, flags, envelope), then WKB.
 * @throws MalformedWkb
 */
export function readGeoPackageGeometry(blob: Uint8Array): GeoFeature['geometry'] {
  const { flags, wkbStart } = readHeader(blob)
  if ((flags & EXTENDED_FLAG) !== 0) return { unsupported: 'extended GeoPackage geometry' }
  if ((flags & EMPTY_FLAG) !== 0) return null
  try {
    const geometry = fromWkb(blob.subarray(wkbStart))
    return geometry.coordinates.length === 0 ? null : geometry
  } catch (error) {
    if (error instanceof UnsupportedWkbType) return { unsupported: error.typeName }
    throw error
  }
}

function readHeader(blob: Uint8Array): { flags: number; wkbStart: number } {
  const isGeoPackage = blob.length >= HEADER_BYTES && blob[0] === 0x47 && blob[1] === 0x50
  const flags = isGeoPackage ? blob[3] : 0
  const envelopeBytes = ENVELOPE_BYTES.at((flags >> 1) & 0b111)
  if (!isGeoPackage || envelopeBytes === undefined) {
    throw new MalformedWkb('The geometry has no GeoPackage header')
  }
  return { flags, wkbStart: HEADER_BYTES + envelopeBytes }
}
