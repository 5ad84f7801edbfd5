import axios from 'axios'
import { NotifyClient } from 'notifications-node-client'
import { StubNotify } from './stub-notify'

const personalisation = {
  job_id: 'NRF-000001',
  development_name: 'Mill Lane',
  assessment_type: 'nutrient',
  status_link: 'https://example.org/NRF-000001',
  estimateReference: 'NRF-0000',
  error_message: 'The boundary is not valid'
}
const address = 'support@example.org'

describe('stub Notify', () => {
  let notify: StubNotify
  let client: NotifyClient

  beforeEach(async () => {
    notify = await StubNotify.start()
    client = new NotifyClient(notify.url, notify.apiKey)
  })
  afterEach(() => notify.stop())

  const send = (changes: object = {}, to = address, template = notify.templates.jobFailed) =>
    client.sendEmail(template, to, { personalisation, reference: 'effect-1', ...changes })
  const refusal = (status: number, error: string, message: string) => ({
    response: {
      status,
      data: { status_code: status, errors: [{ error, message: expect.stringContaining(message) }] }
    }
  })

  it('accepts an e-mail and fills the template', async () => {
    const { status, data } = await send({ sanitiseContentFor: ['development_name'] })

    expect(status).toBe(201)
    expect(data).toMatchObject({
      id: notify.emails[0].id,
      reference: 'effect-1',
      content: { subject: 'Impact assessment NRF-000001 failed', body: expect.stringContaining('not valid') },
      template: { id: notify.templates.jobFailed, version: 1 }
    })
    expect(notify.emails).toEqual([expect.objectContaining({ emailAddress: address, personalisation })])
  })

  it('finds e-mails by reference, newest first, and by id', async () => {
    const first = await send()
    const second = await send()
    await send({ reference: 'effect-2' })

    const { data } = await client.getNotifications('email', undefined, 'effect-1')
    expect(data.notifications.map(({ id }: { id: string }) => id)).toEqual([second.data.id, first.data.id])
    const found = await client.getNotificationById(first.data.id)
    expect(found.data).toMatchObject({ email_address: address, status: 'delivered' })
    await expect(client.getNotificationById('nothing')).rejects.toMatchObject({ response: { status: 404 } })
  })

  it('answers the addresses of the simulator as Notify does', async () => {
    await send({}, 'simulate-delivered@notifications.service.gov.uk')
    await send({}, 'perm-fail@simulator.notify')

    expect(notify.emails.map(({ status }) => status)).toEqual(['permanent-failure'])
  })

  it('refuses a wrong key', async () => {
    const wrong = notify.apiKey.replace(/.$/, '0')
    client = new NotifyClient(notify.url, wrong)

    await expect(send()).rejects.toMatchObject(refusal(403, 'AuthError', 'API key not found'))
  })

  it('refuses a key of another service', async () => {
    client = new NotifyClient(notify.url, notify.apiKey.replace('-a4b1', '-b4b1'))

    await expect(send()).rejects.toMatchObject(refusal(403, 'AuthError', 'service not found'))
  })

  it('refuses a clock that is wrong by more than 30 seconds', async () => {
    const now = Date.now()
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now - 40_000)
    const { headers } = await tokenOf(client)
    clock.mockRestore()
    const answer = await axios.get(`${notify.url}/v2/notifications`, { headers, validateStatus: () => true })

    expect(answer).toMatchObject({ status: 403, data: { errors: [{ error: 'AuthError' }] } })
    expect(answer.data.errors[0].message).toContain('system clock')
  })

  it('refuses a request without a token', async () => {
    const answer = await axios.get(`${notify.url}/v2/notifications`, { validateStatus: () => true })

    expect(answer.status).toBe(403)
  })

  it('refuses an unknown template, missing values and bad addresses', async () => {
    const unknown = '11111111-2222-4333-8444-555555555555'

    await expect(send({}, address, unknown)).rejects.toMatchObject(
      refusal(400, 'BadRequestError', 'Template not found')
    )
    await expect(send({ personalisation: { job_id: 'a' } })).rejects.toMatchObject(
      refusal(400, 'BadRequestError', 'Missing personalisation: development_name')
    )
    await expect(send({}, 'not an address')).rejects.toMatchObject(
      refusal(400, 'ValidationError', 'Not a valid email address')
    )
    await expect(send({ reference: 'x'.repeat(1001) })).rejects.toMatchObject(
      refusal(400, 'ValidationError', 'reference')
    )
    expect(notify.emails).toEqual([])
  })

  it('refuses members that Notify does not know', async () => {
    const { headers } = await tokenOf(client)
    const body = {
      template_id: notify.templates.jobFailed,
      email_address: address,
      personalisation,
      colour: 'red'
    }
    const answer = await axios.post(`${notify.url}/v2/notifications/email`, body, {
      headers,
      validateStatus: () => true
    })

    expect(answer.data.errors).toEqual([
      { error: 'ValidationError', message: 'Additional properties are not allowed (colour was unexpected)' }
    ])
  })

  it('fails on request, in the form of Notify', async () => {
    notify.failNext({ route: 'email', status: 429, error: 'RateLimitError' })

    await expect(send()).rejects.toMatchObject(refusal(429, 'RateLimitError', 'RateLimitError'))
    await expect(send()).resolves.toMatchObject({ status: 201 })
  })

  it('accepts first and shows it in the list later', async () => {
    notify.storageDelayMs = 60_000
    await send()
    const list = async () =>
      (await client.getNotifications('email', undefined, 'effect-1')).data.notifications
    expect(await list()).toEqual([])
    notify.storageDelayMs = 0
    expect(await list()).toHaveLength(1)
  })

  it('changes its mind about the delivery', async () => {
    const { data } = await send()
    notify.setStatus('effect-1', 'technical-failure')
    const found = await client.getNotificationById(data.id)
    expect(found.data).toMatchObject({ status: 'technical-failure' })
  })

  it('tells of an accepted e-mail before the answer', async () => {
    const seen: unknown[] = []
    notify.observe(({ phase, request }) => seen.push([phase, request.route, request.appliedStatus]))
    await send()
    expect(seen.slice(0, 2)).toEqual([
      ['received', 'email', undefined],
      ['applied', 'email', 201]
    ])
  })

  it('loses the answer after taking the e-mail', async () => {
    notify.failNext({ route: 'email', reference: 'effect-1', afterApplying: true, destroySocket: true })

    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' })
    await notify.waitFor(({ route }) => route === 'email')
    expect(notify.emails).toHaveLength(1)
  })
})

/** Headers as the client makes them. */
async function tokenOf(client: NotifyClient): Promise<{ headers: Record<string, string> }> {
  let headers: Record<string, string> = {}
  const capturing = axios.create({
    adapter: (config) => {
      headers = { Authorization: String(config.headers.Authorization) }
      return Promise.resolve({ data: {}, status: 200, statusText: 'OK', headers: {}, config })
    }
  })
  client.setClient(capturing)
  await client.getNotificationById('any')
  return { headers }
}
