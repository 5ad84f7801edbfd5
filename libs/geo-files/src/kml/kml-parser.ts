import { SaxesParser, type SaxesTagNS } from 'saxes'
import { Placemark } from './placemark'

/** The text is no KML, or KML that points elsewhere. */
export class KmlRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KmlRefused'
  }
}

const NAMESPACES = new Set([
  '',
  'http://www.opengis.net/kml/2.2',
  'http://www.opengis.net/kml/2.3',
  'http://earth.google.com/kml/2.0',
  'http://earth.google.com/kml/2.1',
  'http://earth.google.com/kml/2.2'
])
const GOOGLE_EXTENSIONS = 'http://www.google.com/kml/ext/2.2'
const DEEPEST_NESTING = 64
const DOCTYPE = '<!DOCTYPE'
/** The first tag; declarations, comments and instructions before it start with another character. */
const ROOT = /<[\p{L}_:]/u
const WITH_TEXT = new Set(['coordinates', 'name', 'value', 'SimpleData'])

/**
 * Reads the placemarks of a KML text as it comes. Names of elements count with their namespace. A DOCTYPE is refused,
 * so that there are no entities but those of XML itself; so are links to other files. Nothing is fetched or opened.
 */
export class KmlParser {
  private readonly xml = new SaxesParser({ xmlns: true, position: false })
  private readonly path: string[] = []
  private placemark: Placemark | undefined
  private text: string[] | undefined
  private found: Placemark[] = []
  private isRootSeen = false
  private endOfStart = ''

  constructor() {
    this.xml.on('doctype', () => {
      throw new KmlRefused('it has a DOCTYPE, which is not read')
    })
    this.xml.on('opentag', (tag) => this.opened(tag))
    this.xml.on('closetag', () => this.closed())
    this.xml.on('text', (text) => this.text?.push(text))
    this.xml.on('cdata', (text) => this.text?.push(text))
  }

  /** The placemarks that end in this part of the text. @throws KmlRefused */
  read(text: string): Placemark[] {
    this.refuseDoctype(text)
    this.orRefused(() => this.xml.write(text))
    return this.take()
  }

  /** To be called at the end of the text. @throws KmlRefused */
  end(): void {
    this.orRefused(() => this.xml.close())
  }

  /** Told by its first letters: the XML reader would take in the whole of it before it says so. */
  private refuseDoctype(text: string): void {
    if (this.isRootSeen) return
    const start = this.endOfStart + text
    const root = start.search(ROOT)
    if ((root < 0 ? start : start.slice(0, root)).includes(DOCTYPE))
      throw new KmlRefused('it has a DOCTYPE, which is not read')
    this.isRootSeen = root >= 0
    this.endOfStart = start.slice(-DOCTYPE.length)
  }

  private take(): Placemark[] {
    const found = this.found
    this.found = []
    return found
  }

  private orRefused(step: () => unknown): void {
    try {
      step()
    } catch (cause) {
      if (cause instanceof KmlRefused || !(cause instanceof Error)) throw cause
      throw new KmlRefused(`it is no well-formed XML (${cause.message.slice(0, 120)})`, { cause })
    }
  }

  private opened(tag: SaxesTagNS): void {
    const name = nameOf(tag)
    this.refuseMisplaced(name)
    if (name === 'Placemark') this.placemark = new Placemark()
    else this.placemark?.opened(name, { parent: this.path.at(-1)!, called: tag.attributes['name']?.value })
    this.path.push(name)
    this.text = this.placemark !== undefined && WITH_TEXT.has(name) ? [] : undefined
  }

  private refuseMisplaced(name: string): void {
    if (this.path.length === 0 && name !== 'kml') throw new KmlRefused('it is XML, but no KML')
    if (this.path.length === DEEPEST_NESTING)
      throw new KmlRefused(`it is nested deeper than ${DEEPEST_NESTING} levels`)
    if (name === 'NetworkLink') throw new KmlRefused('it points to another file (NetworkLink)')
    if (name === 'Placemark' && this.placemark !== undefined)
      throw new KmlRefused('it has a Placemark inside a Placemark')
  }

  private closed(): void {
    const name = this.path.pop()!
    const text = this.text?.join('') ?? ''
    this.text = undefined
    if (this.placemark === undefined) return
    if (name === 'Placemark') {
      this.found.push(this.placemark)
      this.placemark = undefined
    } else this.placemark.closed(name, { parent: this.path.at(-1)!, text })
  }
}

/** Elements of other namespaces have no name for us, except shapes of the extensions by Google. */
function nameOf({ uri, local }: SaxesTagNS): string {
  if (NAMESPACES.has(uri)) return local
  return uri === GOOGLE_EXTENSIONS && local.endsWith('Track') ? local : ''
}
