import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'
import { S3Download, type S3DownloadOptions } from './s3-download'

type Answer = (response: ServerResponse) => void

const error =
  (status: number, code: string): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>secret ${code}</Message></Error>`)

const whole =
  (content: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-length': String(content.length), ...headers }).end(content)

const never = new AbortController().signal

describe('a download from S3', () => {
  let server: Server
  let answers: Answer[]
  let paths: string[]
  let client: S3Client
  let closed: Promise<unknown>[]

  beforeEach(async () => {
    answers = []
    paths = []
    closed = []
    server = createServer((request, response) => {
      paths.push(request.url ?? '')
      const answer = answers[Math.min(paths.length, answers.length) - 1]
      answer(response)
    })
    server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      closed.push(new Promise((resolve) => socket.on('close', resolve)))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    client = new S3Client({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
      maxAttempts: 1
    })
  })
  afterEach(async () => {
    client.destroy()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  const fetch = (options: Partial<S3DownloadOptions> = {}, signal = never) =>
    new S3Download(client, {
      bucket: 'inputs',
      maxBytes: 100,
      timeoutMs: 5_000,
      missingDelayMs: 1,
      ...options
    }).fetch({ key: 'jobs/1' }, signal)

  it('asks for one object and nothing else', async () => {
    answers = [whole('content')]
    expect((await fetch()).bytes.toString()).toBe('content')
    expect(paths).toEqual(['/inputs/jobs/1?x-id=GetObject'])
  })

  it('gives the name and the type that are stored with the file', async () => {
    answers = [
      whole('x', {
        'content-type': 'application/octet-stream',
        'x-amz-meta-filename': 'T_ Mawr.kml',
        'x-amz-meta-encodedfilename': '=?UTF-8?Q?T=C5=B7_Mawr?= =?utf-8?B?LmtNTA==?=',
        'x-amz-meta-contenttype': 'application/vnd.google-earth.kml+xml'
      }),
      whole('x', { 'content-type': 'application/json', 'x-amz-meta-filename': 'a.json' }),
      whole('x', { 'x-amz-meta-encodedfilename': '=?latin1?Q?a=E9?=' })
    ]
    expect(await fetch()).toMatchObject({
      filename: 'Tŷ Mawr.kML',
      contentType: 'application/vnd.google-earth.kml+xml'
    })
    expect(await fetch()).toMatchObject({ filename: 'a.json', contentType: 'application/json' })
    expect(await fetch()).toMatchObject({ filename: undefined })
  })

  it.each<[string, number, string, boolean]>([
    ['NoSuchKey', 404, 'upload_file_missing', false],
    ['AccessDenied', 403, 'upload_access_denied', false],
    ['InvalidAccessKeyId', 403, 's3_credentials_refused', true],
    ['SignatureDoesNotMatch', 403, 's3_credentials_refused', true],
    ['ExpiredToken', 400, 's3_credentials_refused', true],
    ['RequestTimeTooSkewed', 403, 's3_credentials_refused', true],
    ['NoSuchBucket', 404, 's3_download_failed', true],
    ['SlowDown', 503, 's3_download_failed', true],
    ['InternalError', 500, 's3_download_failed', true],
    ['InvalidObjectState', 403, 's3_download_failed', true],
    ['PermanentRedirect', 301, 's3_download_failed', true]
  ])('makes of the answer %s (%d) the failure %s', async (name, status, code, retryable) => {
    answers = [error(status, name)]
    const reading = fetch()
    await expect(reading).rejects.toMatchObject({ code, retryable })
    await expect(reading).rejects.not.toThrow(/secret|jobs/)
  })

  it('follows no redirect', async () => {
    let isAsked = false
    const other = createServer((_, response) => {
      isAsked = true
      response.end('x')
    })
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    answers = [(response) => void response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()]
    await expect(fetch()).rejects.toMatchObject({ code: 's3_download_failed' })
    expect(isAsked).toBe(false)
    other.close()
  })

  it('asks once more for a file that is missing, and no more than that', async () => {
    answers = [error(404, 'NoSuchKey'), whole('late')]
    expect((await fetch()).bytes.toString()).toBe('late')
    answers = [error(404, 'NoSuchKey')]
    paths = []
    await expect(fetch()).rejects.toMatchObject({ code: 'upload_file_missing' })
    expect(paths).toHaveLength(2)
  })

  it('reads nothing of a file that is announced as too large', async () => {
    answers = [(response) => void response.writeHead(200, { 'content-length': '101' }).write('x')]
    await expect(fetch()).rejects.toMatchObject({ code: 'file_size_too_large' })
    await Promise.all(closed)
  })

  it('stops at the first byte too many of a file that announces nothing', async () => {
    answers = [
      (response) => {
        response.writeHead(200, { 'transfer-encoding': 'chunked' })
        const timer = setInterval(() => response.write('x'.repeat(40)), 1)
        response.on('close', () => clearInterval(timer))
      }
    ]
    await expect(fetch()).rejects.toMatchObject({ code: 'file_size_too_large' })
    await Promise.all(closed)
  })

  it.each<[string, Answer]>([
    [
      'is cut off',
      (response) =>
        void response.writeHead(200, { 'content-length': '50' }).write('x', () => response.destroy())
    ],
    ['is cut off before its headers', (response) => response.destroy()],
    [
      'is cut off between chunks',
      (response) => void response.writeHead(200).write('x', () => response.destroy())
    ],
    [
      'has another checksum than S3 keeps',
      whole('x', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') })
    ],
    ['is no HTTP', (response) => void response.socket?.end('garbage\r\n\r\n')]
  ])('fails, to be tried again, when the answer %s', async (_, answer) => {
    answers = [answer]
    await expect(fetch()).rejects.toMatchObject({ code: 's3_download_failed', retryable: true })
  })

  it('fails, to be tried again, when nobody listens', async () => {
    answers = [whole('x')]
    server.close()
    server.closeAllConnections()
    await expect(fetch()).rejects.toMatchObject({ code: 's3_download_failed' })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  it.each<[string, Answer]>([
    ['no answer comes', () => undefined],
    [
      'the answer drips',
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        const timer = setInterval(() => response.write('x'), 20)
        response.on('close', () => clearInterval(timer))
      }
    ]
  ])('is given up after its time when %s, and lets go of the connection', async (_, answer) => {
    answers = [answer]
    await expect(fetch({ timeoutMs: 150 })).rejects.toMatchObject({
      code: 's3_download_failed',
      message: 'The boundary file could not be downloaded: not within 150 ms'
    })
    await Promise.all(closed)
  })

  it('is given up at once when the job is, with the reason of the job', async () => {
    const controller = new AbortController()
    const reason = new Error('stopped')
    answers = [
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('x', () => controller.abort(reason))
      }
    ]
    await expect(fetch({}, controller.signal)).rejects.toBe(reason)
    await Promise.all(closed)
  })

  it('is given up while a missing file is waited for', async () => {
    const controller = new AbortController()
    answers = [
      (response) => {
        error(404, 'NoSuchKey')(response)
        setImmediate(() => controller.abort(new Error('stopped')))
      }
    ]
    await expect(fetch({ missingDelayMs: 60_000 }, controller.signal)).rejects.toThrow('stopped')
  })
})
