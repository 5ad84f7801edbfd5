import { AxiosError, isAxiosError, isCancel } from 'axios'
import { maskAddresses } from './email-address'

/** `unavailable`: nobody knows whether the request was accepted; `unreachable`: it never arrived. */
type NotifyFailureKind =
  'unreachable' | 'rate-limited' | 'daily-limit' | 'rejected' | 'unauthorised' | 'unavailable'

const MESSAGE_LIMIT = 300

/** The request never left this process, so there is nothing to ask for or to repeat. */
const CLIENT_SIDE_CODES: readonly (string | undefined)[] = [
  AxiosError.ERR_BAD_OPTION,
  AxiosError.ERR_BAD_OPTION_VALUE,
  AxiosError.ERR_BAD_REQUEST,
  AxiosError.ERR_INVALID_URL,
  AxiosError.ERR_NOT_SUPPORT,
  'ERR_FR_MAX_BODY_LENGTH_EXCEEDED'
]

/** No connection came about, so Notify has seen nothing. */
const NOT_CONNECTED_CODES: readonly (string | undefined)[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']

/**
 * What Notify, or the way to it, said no with. Carries no `cause`: the error of the HTTP client holds the
 * address of the recipient and the token of the request.
 */
export class NotifyFailure extends Error {
  override readonly name = 'NotifyFailure'

  constructor(
    readonly kind: NotifyFailureKind,
    message: string
  ) {
    super(maskAddresses(message).slice(0, MESSAGE_LIMIT))
  }
}

/** Classifies by status and error name, never by the wording of Notify's message. */
export function toNotifyFailure(error: unknown): NotifyFailure {
  if (error instanceof NotifyFailure) return error
  if (isCancel(error)) return new NotifyFailure('unavailable', 'Notify did not answer in time')
  if (!isAxiosError(error))
    return new NotifyFailure('rejected', `The Notify client refused: ${String(error)}`)
  if (error.response) return fromResponse(error.response.status, error.response.data)
  return new NotifyFailure(
    kindWithoutAnswer(error.code),
    `No answer from Notify (${error.code ?? 'no code'}): ${error.message}`
  )
}

function kindWithoutAnswer(code: string | undefined): NotifyFailureKind {
  if (CLIENT_SIDE_CODES.includes(code)) return 'rejected'
  return NOT_CONNECTED_CODES.includes(code) ? 'unreachable' : 'unavailable'
}

function fromResponse(status: number, body: unknown): NotifyFailure {
  const errors = errorsOf(body)
  const said = errors.map(({ error, message }) => `${error}: ${message}`).join('; ')
  const text = `Notify answered ${status} ${said || 'without saying why (check the proxy and its allow list)'}`
  return new NotifyFailure(kindOf(status, errors), text)
}

function kindOf(status: number, errors: readonly NotifyError[]): NotifyFailureKind {
  if (status === 429) return errors.some(isDailyLimit) ? 'daily-limit' : 'rate-limited'
  if (status === 401 || status === 403) return 'unauthorised'
  return status === 408 || status >= 500 ? 'unavailable' : 'rejected'
}

interface NotifyError {
  readonly error: string
  readonly message: string
}

const isDailyLimit = ({ error }: NotifyError): boolean => error === 'TooManyRequestsError'

function errorsOf(body: unknown): NotifyError[] {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors))
    return []
  return body.errors.map((entry: Partial<NotifyError> | null) => ({
    error: String(entry?.error),
    message: String(entry?.message)
  }))
}
