import { StubBackend } from '../backend/stub-backend'
import { StubNotify } from '../notify/stub-notify'

const BACKEND_PORT = Number(process.env.BACKEND_STUB_PORT ?? 3001)
const NOTIFY_PORT = Number(process.env.NOTIFY_STUB_PORT ?? 3002)

/**
 * Backend and Notify for the compose environment, on ports 3001 and 3002 of every interface unless
 * `BACKEND_STUB_PORT` and `NOTIFY_STUB_PORT` name others; the backend takes the key in `BACKEND_API_KEY`. Unlike the other children it
 * is started without a parent and ends on a signal only. Assessments are made known by
 * `PUT /assessments/{reference}`.
 */
async function main(): Promise<void> {
  const host = '0.0.0.0'
  const backend = await StubBackend.start({ host, port: BACKEND_PORT, apiKey: process.env.BACKEND_API_KEY })
  const notify = await StubNotify.start({ host, port: NOTIFY_PORT })
  process.stdout.write(
    `${JSON.stringify({ backend: BACKEND_PORT, notify: NOTIFY_PORT, templates: notify.templates })}\n`
  )
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void Promise.all([backend.stop(), notify.stop()]))
  }
}

void main()
