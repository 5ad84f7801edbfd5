import type { IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import type { UploadedFile } from '../check-boundary.use-case'
import { HttpProblem } from './http-problem'

const FILE_PART = 'geometry_file'
const NAME_PART = 'boundary_filename'
const LIMITS = { parts: 20, files: 4, fields: 16, fieldNameSize: 100, fieldSize: 1024 }
const HEADER_LIMITS = { headerPairs: 20, headerSize: 8192 }

/**
 * The parts of a `multipart/form-data` body that count: a file `geometry_file` and, at will, `boundary_filename`.
 * Other parts are left out.
 *
 * @throws HttpProblem
 */
export async function readUploadForm(headers: IncomingHttpHeaders, body: Buffer): Promise<UploadedFile> {
  const form = new UploadForm(parserFor(headers))
  const { filename, chunks, boundaryFilename } = await form.read(body)
  if (filename === undefined) throw new HttpProblem(422, `The part ${FILE_PART} with a file is missing`)
  return { filename, bytes: Buffer.concat(chunks), ...(boundaryFilename && { boundaryFilename }) }
}

function parserFor(headers: IncomingHttpHeaders): BusboyInstance {
  const type = headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw new HttpProblem(415, 'Send multipart/form-data')
  const known: BusboyHeaders = { 'content-type': type }
  try {
    return new Busboy({ headers: known, limits: { ...LIMITS, ...HEADER_LIMITS } })
  } catch {
    throw malformed()
  }
}

class UploadForm {
  filename?: string
  boundaryFilename?: string
  chunks: Buffer[] = []
  private refusal?: HttpProblem

  constructor(private readonly parser: BusboyInstance) {
    parser.on('file', (name, stream, filename) => this.file(name, stream, filename))
    parser.on('field', (name, value, _nameTruncated, isTruncated) => this.field(name, value, isTruncated))
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => this.refuse(new HttpProblem(400, 'The form has too many parts')))
    }
  }

  async read(body: Buffer): Promise<this> {
    const finished = once(this.parser, 'finish')
    this.parser.end(body)
    try {
      await finished
    } catch {
      throw malformed()
    }
    if (this.refusal !== undefined) throw this.refusal
    return this
  }

  private file(name: string, stream: BusboyFileStream, filename: string | undefined): void {
    stream.on('error', () => this.refuse(malformed()))
    if (name !== FILE_PART) {
      stream.resume()
      return
    }
    if (this.filename !== undefined) this.refuse(new HttpProblem(400, `There are two parts ${FILE_PART}`))
    this.filename = filename ?? ''
    stream.on('data', (chunk: Buffer) => this.chunks.push(chunk))
  }

  private field(name: string, value: string, isTruncated: boolean): void {
    if (name !== NAME_PART) return
    if (isTruncated) this.refuse(new HttpProblem(400, `The part ${NAME_PART} is too long`))
    this.boundaryFilename = value
  }

  private refuse(problem: HttpProblem): void {
    this.refusal ??= problem
  }
}

function malformed(): HttpProblem {
  return new HttpProblem(400, 'The body is not multipart/form-data as RFC 7578 describes it')
}
