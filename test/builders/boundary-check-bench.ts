import { type INestApplication, Module } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { ComputePool } from '@nrf/compute-pool'
import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { ASSESSMENT_OPTIONS, BOUNDARY_CHECK_OPTIONS, DATABASE_OPTIONS } from '../../src/config/config.tokens'
import type { BoundaryCheckOptions, DatabaseOptions } from '../../src/config/config.tokens'
import { EventLog, type EventRecord } from '../../src/observability/log-events'
import { BoundaryCheckModule } from '../../src/boundary-check/boundary-check.module'
import { SameThreadPool } from '../fakes/same-thread-pool'
import { boundaryApiDocument } from '../../src/boundary-check/boundary-api'

export const API_KEY = 'key-of-the-boundary-check'
export const MAX_UPLOAD_BYTES = 2_097_152

type Json = Readonly<Record<string, unknown>>

export interface CheckAnswer {
  readonly status: number
  readonly mediaType: string
  readonly headers: Headers
  readonly body: Json
}

/** The boundary check behind a real HTTP server. */
export class BoundaryCheckBench {
  readonly events: EventRecord[] = []
  private constructor(private readonly database: DatabaseOptions) {}
  private app?: INestApplication
  url = ''

  static async start(
    database: DatabaseOptions,
    changes: Partial<BoundaryCheckOptions> = {}
  ): Promise<BoundaryCheckBench> {
    const bench = new BoundaryCheckBench(database)
    await bench.listen({
      apiKey: API_KEY,
      maxUploadBytes: MAX_UPLOAD_BYTES,
      slots: 2,
      boundaryMaxVertices: 100_000,
      ...changes
    })
    return bench
  }

  async stop(): Promise<void> {
    await this.app?.close()
  }

  /** Uploads a file as a browser would. */
  upload(
    content: string | Uint8Array,
    filename: string,
    fields: Record<string, string> = {}
  ): Promise<CheckAnswer> {
    const form = new FormData()
    Object.entries(fields).forEach(([name, value]) => form.append(name, value))
    form.append('geometry_file', new Blob([Buffer.from(content)]), filename)
    return this.send(form)
  }

  uploadJson(value: unknown, filename = 'site.geojson'): Promise<CheckAnswer> {
    return this.upload(JSON.stringify(value), filename)
  }

  async send(body: string | FormData, headers: Record<string, string> = {}): Promise<CheckAnswer> {
    const request = { method: 'POST', headers: { 'x-api-key': API_KEY, ...headers }, body }
    return answerOf(await fetch(`${this.url}/check-boundary`, request))
  }

  async ask(path: string, init: RequestInit = {}): Promise<CheckAnswer> {
    return answerOf(await fetch(`${this.url}${path}`, init))
  }

  private async listen(options: BoundaryCheckOptions): Promise<void> {
    const slices = [
      { provide: DATABASE_OPTIONS, useValue: this.database },
      { provide: ASSESSMENT_OPTIONS, useValue: { profile: 'corrected', boundaryMaxVertices: 100_000 } },
      { provide: BOUNDARY_CHECK_OPTIONS, useValue: options },
      { provide: EventLog, useValue: new EventLog({ write: (_, record) => void this.events.push(record) }) }
    ]
    const module = await Test.createTestingModule({
      imports: [{ module: Slices, global: true, providers: slices, exports: slices }, BoundaryCheckModule]
    })
      .overrideProvider(ComputePool)
      .useValue(new SameThreadPool())
      .compile()
    this.app = module.createNestApplication({ logger: false, bodyParser: false })
    this.app.enableShutdownHooks()
    await this.app.listen(0, '127.0.0.1')
    this.url = await this.app.getUrl()
  }
}

@Module({})
class Slices {}

async function answerOf(response: Response): Promise<CheckAnswer> {
  const text = await response.text()
  const body: Json = text === '' ? {} : JSON.parse(text)
  const mediaType = response.headers.get('content-type') ?? ''
  return { status: response.status, mediaType, headers: response.headers, body }
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly components: object
}

interface ApiOperation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, ApiMedia>> }>>
}

export interface ApiMedia {
  readonly schema: object
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

/** The published document as a judge of answers. */
export class PublishedApi {
  readonly document: ApiDocument = JSON.parse(JSON.stringify(boundaryApiDocument()))
  private readonly ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true
  })

  constructor() {
    addFormats(this.ajv)
    this.ajv.addVocabulary(['components'])
    this.ajv.addSchema({ $id: 'https://example.invalid/api', components: this.document.components })
  }

  /** What is wrong with an answer of `POST /check-boundary`; empty when it is as published. */
  faultsOf({ status, mediaType, body }: CheckAnswer): unknown[] {
    const media = this.document.paths['/check-boundary'].post.responses[String(status)]?.content?.[mediaType]
    return media === undefined ? [`${status} ${mediaType} is not published`] : this.faults(media, body)
  }

  faults({ schema }: ApiMedia, value: unknown): unknown[] {
    const text = JSON.stringify(schema).replaceAll('"#/', '"https://example.invalid/api#/')
    const validate = this.ajv.compile(JSON.parse(text))
    validate(value)
    return validate.errors ?? []
  }
}
