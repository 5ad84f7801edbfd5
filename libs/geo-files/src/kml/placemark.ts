import type { AreaGeometry, LinearRing, Position } from '@nrf/geometry'

const WITHOUT_AREA = new Set(['Point', 'LineString', 'LinearRing', 'Model', 'Track', 'MultiTrack'])
const SIDES: Readonly<Partial<Record<string, 'outer' | 'inner'>>> = {
  outerBoundaryIs: 'outer',
  innerBoundaryIs: 'inner'
}
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i

/** Where an element stands: name of the one around it, and its own `name` attribute. */
export interface OpenedElement {
  readonly parent: string
  readonly called?: string
}

export interface ClosedElement {
  readonly parent: string
  readonly text: string
}

/** One placemark of a KML file, put together from its elements as they open and close. */
export class Placemark {
  readonly attributes = new Map<string, string>()
  /** The first thing that is wrong with it. */
  problem: string | undefined
  private readonly polygons: LinearRing[][] = []
  private unsupported: string | undefined
  private polygon: { outer: LinearRing[]; inner: LinearRing[] } | undefined
  private side: 'outer' | 'inner' | undefined
  private column = ''

  /** Longitude and latitude in degrees; heights are dropped. Null when it has no shape. */
  get geometry(): AreaGeometry | null | { readonly unsupported: string } {
    if (this.unsupported !== undefined) return { unsupported: this.unsupported }
    if (this.polygons.length === 0) return null
    return this.polygons.length === 1
      ? { type: 'Polygon', coordinates: this.polygons[0] }
      : { type: 'MultiPolygon', coordinates: this.polygons }
  }

  opened(name: string, { parent, called = '' }: OpenedElement): void {
    if (isColumn(name)) this.column = called
    else if (isShapeWithoutArea(name, parent)) this.unsupported ??= name
    else if (name === 'Polygon') this.polygon = { outer: [], inner: [] }
    else this.side = SIDES[name] ?? this.side
  }

  closed(name: string, { parent, text }: ClosedElement): void {
    if (name === 'coordinates' && parent === 'LinearRing') this.addRing(text)
    else if (name === 'Polygon') this.addPolygon()
    else if (name === 'name' && parent === 'Placemark') this.addAttribute('name', text)
    else if (isValue(name, parent)) this.addAttribute(this.column, text)
  }

  private addAttribute(column: string, text: string): void {
    if (column !== '' && !this.attributes.has(column)) this.attributes.set(column, text)
  }

  private addRing(text: string): void {
    if (this.polygon === undefined || this.side === undefined) return
    const ring = ringOf(text)
    if (ring === undefined) this.problem ??= 'its coordinates are no longitudes and latitudes'
    else this.polygon[this.side].push(ring)
  }

  private addPolygon(): void {
    const { outer, inner } = this.polygon!
    this.polygon = undefined
    if (outer.length === 1) this.polygons.push([...outer, ...inner])
    else this.problem ??= `its polygon has ${outer.length} outer boundaries`
  }
}

function isColumn(name: string): boolean {
  return name === 'Data' || name === 'SimpleData'
}

function isValue(name: string, parent: string): boolean {
  return name === 'SimpleData' || (name === 'value' && parent === 'Data')
}

/** A ring is the side of a polygon, or a line by itself. */
function isShapeWithoutArea(name: string, parent: string): boolean {
  return WITHOUT_AREA.has(name) && SIDES[parent] === undefined
}

/** `longitude,latitude[,height]`, separated by white space; undefined for anything else. */
function ringOf(text: string): LinearRing | undefined {
  const ring: Position[] = []
  for (const tuple of text.split(/\s+/)) {
    if (tuple === '') continue
    const ordinates = tuple.split(',')
    if (ordinates.length < 2 || ordinates.length > 3 || !ordinates.every((one) => NUMBER.test(one)))
      return undefined
    ring.push([Number(ordinates[0]), Number(ordinates[1])])
  }
  return ring.length === 0 || !ring.flat().every(Number.isFinite) ? undefined : ring
}
