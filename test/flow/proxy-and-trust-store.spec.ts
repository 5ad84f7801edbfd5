import { ConnectProxy } from '../environment/connect-proxy'
import { PrivateAuthority } from '../environment/private-authority'
import { TlsFront } from '../environment/tls-front'
import { AssessmentService, logged } from './assessment-service'
import { logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS } from './until'

jest.setTimeout(3 * PATIENCE_MS)

/** Exists behind the proxy only, as Notify does on the platform. */
const NOTIFY_HOST = 'api.notifications.test'
const SAMPLE = 'NRF-900001'
const OTHER_SAMPLE = 'NRF-900002'

describe('a worker behind an egress proxy, among servers that only the trust store knows', () => {
  let authority: PrivateAuthority
  let service: AssessmentService
  let district: SampleDistrict
  let backend: TlsFront
  let notify: TlsFront
  let proxy: ConnectProxy

  beforeAll(async () => {
    authority = await PrivateAuthority.create()
    district = await SampleDistrict.read()
    service = await AssessmentService.start()
    backend = await TlsFront.before(service.backend.url, await authority.identityFor('localhost'))
    notify = await TlsFront.before(service.notify.url, await authority.identityFor(NOTIFY_HOST))
    proxy = new ConnectProxy({ [`${NOTIFY_HOST}:443`]: notify.port })
    await proxy.start()
  })

  afterAll(async () => {
    await service?.stop()
    proxy?.stop()
    backend?.stop()
    notify?.stop()
    await authority?.remove()
  })

  const settings = () => ({
    BACKEND_BASE_URL: `https://localhost:${backend.port}`,
    GOVUK_NOTIFY_BASE_URL: `https://${NOTIFY_HOST}`,
    HTTP_PROXY: proxy.url
  })

  it('does its job, and asks the proxy for nothing but Notify', async () => {
    service.backend.put(district.details(SAMPLE))
    const worker = await service.startWorker({ ...settings(), TRUSTSTORE_TEST_CA: authority.variable })

    await service.submit({ reference: SAMPLE })
    await logged(worker, 'job_completed', { reference: SAMPLE })

    expect(service.backend.resultOf(SAMPLE)).toMatchObject({ status: 'COMPLETED' })
    expect(service.notify.emails).toHaveLength(1)
    expect([...new Set(proxy.asked)]).toEqual([`${NOTIFY_HOST}:443`])
    expect(logFaults({ service, district })).toEqual([])
    await worker.stop()
  })

  it('tells a backend whose certificate nobody vouches for nothing, says why, and keeps the job', async () => {
    service.backend.put(district.details(OTHER_SAMPLE))
    const seenBefore = service.backend.received.length
    const doubting = await service.startWorker({ ...settings(), BACKEND_CALLBACK_MAX_RETRIES: '0' })

    await service.submit({ reference: OTHER_SAMPLE })
    await doubting.waitForLog(
      (log) => /UNABLE_TO_VERIFY_LEAF_SIGNATURE/.test(JSON.stringify(log)),
      PATIENCE_MS
    )
    expect(service.backend.received).toHaveLength(seenBefore)
    await doubting.stop()

    const trusting = await service.startWorker({ ...settings(), TRUSTSTORE_TEST_CA: authority.variable })
    await logged(trusting, 'job_completed', { reference: OTHER_SAMPLE })
    expect(service.backend.resultOf(OTHER_SAMPLE)).toMatchObject({ status: 'COMPLETED' })
    expect(logFaults({ service, district })).toEqual([])
  })
})
