import type { BackendRequest, WorkerProcess } from '@nrf/local-env'
import { FAILURE_CODES } from '../../src/failures/failure-codes'
import { ask, AssessmentService, logged, SUPPORT_ADDRESS } from './assessment-service'
import { BODY_MARK, logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS } from './until'

jest.setTimeout(2 * PATIENCE_MS)

const MAX_RECEIVE_COUNT = 3
/** Jobs that need some seconds: they are begun first, and looked at when the quick ones are over. */
const UNKNOWN = 'NRF-910005'
const WITHOUT_DETAILS = 'NRF-910007'
const WITHOUT_KEY = 'NRF-910008'
const WITHOUT_ANSWER = 'NRF-910009'
const SLOW: readonly string[] = [UNKNOWN, WITHOUT_DETAILS, WITHOUT_KEY, WITHOUT_ANSWER]
/** In which a permanent failure has to be reported after the receipt of its message. */
const REPORTED_WITHIN_MS = 5000

describe('a job that meets a failure', () => {
  let service: AssessmentService
  let district: SampleDistrict
  let worker: WorkerProcess
  const slowMessages = new Map<string, string>()

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start({ queue: { maxReceiveCount: MAX_RECEIVE_COUNT } })
    worker = await service.startWorker({
      BACKEND_CALLBACK_MAX_RETRIES: '1',
      GOVUK_NOTIFY_TIMEOUT_SECONDS: '1'
    })
    await beginSlowJobs()
  }, 2 * PATIENCE_MS)

  afterAll(() => service?.stop())

  async function beginSlowJobs(): Promise<void> {
    for (const reference of SLOW.filter((slow) => slow !== UNKNOWN)) know(reference)
    service.backend.failNext({ route: 'details', reference: WITHOUT_DETAILS, status: 503, times: 3 })
    service.backend.failNext({ route: 'details', reference: WITHOUT_KEY, status: 401 })
    const isTaken = { status: 503, times: 2, afterApplying: true }
    service.backend.failNext({ route: 'results', reference: WITHOUT_ANSWER, ...isTaken })
    for (const reference of SLOW) slowMessages.set(reference, await submit({ reference }))
  }

  /** Makes an assessment known that would succeed. */
  function know(reference: string, sample = 'NRF-900001') {
    const details = district.details(sample, reference)
    service.backend.put(details)
    return details
  }

  const submit = (message: object) => service.submit({ ...message, note: BODY_MARK })
  const requests = (route: BackendRequest['route'], reference: string) =>
    service.backend.received.filter((request) => request.route === route && request.reference === reference)
  const emailsAbout = (reference: string) =>
    service.notify.emails.filter(({ personalisation }) => personalisation['job_id'] === reference)
  const receiptsOf = (messageId: string) =>
    worker.logs.filter(
      (log) => log['event.action'] === 'message_received' && log['event.reason'] === messageId
    ).length
  const isDead = (messageId: string) => service.deadLetters.bodyOf(messageId)
  const isDeleted = (messageId: string) => logged(worker, 'message_deleted', { messageId })
  const errorCodeOf = async (event: string, reference: string) =>
    (await logged(worker, event, { reference }))['error.code']

  it('reports an invalid boundary at once and once, and leaves the message to the redrive policy', async () => {
    const reference = 'NRF-910001'
    know(reference, 'NRF-900009')
    const messageId = await submit({ reference })
    expect(JSON.parse(await isDead(messageId))).toEqual({ reference, note: BODY_MARK })

    const code = 'self_intersecting_geometry'
    expect(requests('results', reference).map(({ body }) => body)).toEqual([
      {
        schemaVersion: 1,
        reference,
        revision: 1,
        status: 'FAILED',
        outcomes: [],
        error: { code, message: FAILURE_CODES[code].publicText }
      }
    ])
    expect(emailsAbout(reference).map(({ emailAddress }) => emailAddress)).toEqual([SUPPORT_ADDRESS])
    expect(requests('details', reference)).toHaveLength(1)
    expect(receiptsOf(messageId)).toBe(MAX_RECEIVE_COUNT)

    const timeOf = async (event: string, about: object) =>
      Date.parse(String((await logged(worker, event, about))['@timestamp']))
    const receivedAt = await timeOf('message_received', { messageId })
    expect((await timeOf('job_dead', { reference })) - receivedAt).toBeLessThan(REPORTED_WITHIN_MS)
  })

  it('has no reference: told to nobody, logged by the id of its message, dead in the end', async () => {
    const bodies = [
      `not json { ${BODY_MARK}`,
      `["${BODY_MARK}"]`,
      JSON.stringify({ reference: 'BAD-REF', note: BODY_MARK }),
      JSON.stringify({ Type: 'Notification', Message: `{ ${BODY_MARK}` }),
      JSON.stringify({
        Type: 'SubscriptionConfirmation',
        SubscribeURL: `${service.backend.url}/assessments/${BODY_MARK}`
      })
    ]
    const messageIds = await Promise.all(bodies.map((body) => service.submit(body)))
    for (const [index, messageId] of messageIds.entries()) {
      await logged(worker, 'message_validation_failed', { messageId })
      expect(await isDead(messageId)).toBe(bodies[index])
    }
    const told = [...service.backend.received, ...service.notify.received].map((request) =>
      JSON.stringify(request)
    )
    expect(told.filter((request) => request.includes(BODY_MARK) || request.includes('BAD-REF'))).toEqual([])
    const mailed = service.notify.emails.map(({ personalisation }) => String(personalisation['job_id']))
    expect(mailed.filter((reference) => !/^NRF-\d{6}$/.test(reference))).toEqual([])
  })

  it.each([
    ['NRF-910002', { revision: 'two' }, 'invalid_message'],
    ['NRF-910003', { version: 99 }, 'unsupported_version'],
    ['NRF-910004', { assessmentTypes: ['air-quality'] }, 'unknown_assessment']
  ])(
    'reports a message that cannot be worked on to its reference %s: %j',
    async (reference, fields, code) => {
      know(reference)
      await isDead(await submit({ reference, ...fields }))
      expect(requests('results', reference).map(({ body }) => body)).toMatchObject([
        { status: 'FAILED', error: { code } }
      ])
      expect(emailsAbout(reference)).toHaveLength(1)
    }
  )

  it('is deleted without a result when the assessment was withdrawn', async () => {
    const reference = 'NRF-910006'
    service.backend.withdraw(reference)
    await isDeleted(await submit({ reference }))
    expect(await errorCodeOf('job_completed', reference)).toBe('assessment_withdrawn')
    expect(requests('results', reference)).toEqual([])
    expect(emailsAbout(reference)).toEqual([])
  })

  it('outlasts a backend that gives no details for a while', async () => {
    await isDeleted(slowMessages.get(WITHOUT_DETAILS)!)
    expect(await errorCodeOf('job_retry_scheduled', WITHOUT_DETAILS)).toBe('backend_unavailable')
    expect(requests('details', WITHOUT_DETAILS).map(({ status }) => status)).toEqual([503, 503, 503, 200])
    expect(service.backend.resultOf(WITHOUT_DETAILS)).toMatchObject({ status: 'COMPLETED' })
  })

  it('outlasts a backend that refuses the key for a while', async () => {
    await isDeleted(slowMessages.get(WITHOUT_KEY)!)
    expect(await errorCodeOf('job_retry_scheduled', WITHOUT_KEY)).toBe('backend_unauthorised')
    expect(service.backend.resultOf(WITHOUT_KEY)).toMatchObject({ status: 'COMPLETED' })
  })

  it('posts the same bytes again when the backend took a result without saying so', async () => {
    await isDeleted(slowMessages.get(WITHOUT_ANSWER)!)
    expect(await errorCodeOf('job_retry_scheduled', WITHOUT_ANSWER)).toBe('backend_unavailable')
    const posted = requests('results', WITHOUT_ANSWER)
    expect(new Set(posted.map(({ rawBody }) => rawBody.toString())).size).toBe(1)
    expect(new Set(posted.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(emailsAbout(WITHOUT_ANSWER)).toHaveLength(1)
  })

  it('asks again for a reference that the backend does not know, and tries to report it at last', async () => {
    await isDead(slowMessages.get(UNKNOWN)!)
    expect(await errorCodeOf('job_retry_scheduled', UNKNOWN)).toBe('reference_unknown')
    expect(requests('details', UNKNOWN)).toHaveLength(MAX_RECEIVE_COUNT)
    expect(requests('results', UNKNOWN).map(({ status, body }) => ({ status, body }))).toMatchObject([
      { status: 404, body: { status: 'FAILED', error: { code: 'reference_unknown' } } }
    ])
  })

  it('keeps its result when Notify is down, and sends the e-mail later', async () => {
    const reference = 'NRF-910010'
    know(reference)
    service.notify.failNext({ route: 'email', status: 503, error: 'ServiceUnavailable', times: 1 })
    const messageId = await submit({ reference })
    await isDeleted(messageId)
    expect(await logged(worker, 'job_completed', { reference })).toMatchObject({
      'event.reason': 'email_open'
    })
    await logged(worker, 'effect_unknown', { reference })
    expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
    await logged(worker, 'effect_sent', { reference, reason: 'email' })
    expect(emailsAbout(reference)).toHaveLength(1)
    expect(requests('results', reference)).toHaveLength(1)
    expect(receiptsOf(messageId)).toBe(1)
  })

  it('asks Notify before it sends again what Notify may have accepted', async () => {
    const reference = 'NRF-910011'
    know(reference)
    service.notify.failNext({ route: 'email', hang: true, afterApplying: true })
    await isDeleted(await submit({ reference }))
    await logged(worker, 'effect_reconciled', { reference })
    expect(emailsAbout(reference)).toHaveLength(1)
  })

  it('does not mail twice when its message is delivered twice', async () => {
    const reference = 'NRF-910012'
    const details = know(reference)
    await isDeleted(await submit({ reference }))
    service.backend.put({ ...details, status: 'QUEUED' })
    const second = await submit({ reference })
    await isDeleted(second)
    await logged(worker, 'message_duplicate', { reference })
    expect(requests('details', reference)).toHaveLength(1)
    expect(emailsAbout(reference)).toHaveLength(1)
  })

  it('waits for a backend that is down when it begins', async () => {
    const reference = 'NRF-910013'
    let messageId = ''
    await service.whileBackendIsDown(async () => {
      messageId = await submit({ reference })
      expect(await errorCodeOf('job_retry_scheduled', reference)).toBe('backend_unavailable')
      expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
    }, [district.details('NRF-900001', reference)])
    await isDeleted(messageId)
    expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
    expect(emailsAbout(reference)).toHaveLength(1)
  })

  it('leaves the queue empty, the worker running and the log clean', async () => {
    await service.untilQueueIsEmpty()
    expect(await ask(worker, '/health/detail')).toMatchObject({
      status: 200,
      body: { worker: { state: 'running' }, queues: [{ slotsBusy: 0 }] }
    })
    expect(logFaults({ service, district })).toEqual([])
  })
})
