import type { BackendFailure, StubNotify } from '@nrf/local-env'

/** How a job ends whose backend, or whose Notify, answers like this. */
export type AnswerEnd =
  | { readonly kind: 'completed'; readonly emails: number }
  | { readonly kind: 'dead'; readonly code: string; readonly reported: readonly string[] }

export interface AnswerRow {
  readonly id: string
  readonly title: string
  /** What the backend does instead of answering as it should, for the reference of the job. */
  readonly backend?: readonly Omit<BackendFailure, 'reference'>[]
  readonly notify?: Parameters<StubNotify['failNext']>[0]
  /** Members beside those of good details. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly end: AnswerEnd
}

const COMPLETED: AnswerEnd = { kind: 'completed', emails: 1 }
const WITHOUT_EMAIL: AnswerEnd = { kind: 'completed', emails: 0 }
const PADDED_OVER_THE_CAP = 17 * 1024 * 1024

const dead = (code: string, ...reported: string[]): AnswerEnd => ({ kind: 'dead', code, reported })

const once = (failure: Omit<BackendFailure, 'reference'>): readonly Omit<BackendFailure, 'reference'>[] => [
  failure
]

/** Rows about the answers that the worker gets while a job runs. @param bait an address that nobody may call */
export function answerRows(bait: string): readonly AnswerRow[] {
  const redirects = [
    [301, bait],
    [302, 'http://169.254.169.254/latest/meta-data/'],
    [307, 'file:///etc/passwd']
  ] as const
  return [
    { id: 'J-01', title: 'the result is taken', end: COMPLETED },
    ...[400, 404, 422].map((status) => ({
      id: 'J-02',
      title: `the result is refused with ${status}`,
      backend: once({ route: 'results', status, body: { message: 'no' } }),
      end: dead('result_refused', 'COMPLETED')
    })),
    {
      id: 'J-04',
      title: 'details: 429 with seconds',
      backend: once({ route: 'details', status: 429, headers: { 'retry-after': '1' } }),
      end: COMPLETED
    },
    {
      id: 'J-04',
      title: 'result: 429 with seconds',
      backend: once({ route: 'results', status: 429, headers: { 'retry-after': '1' } }),
      end: COMPLETED
    },
    ...redirects.map(([status, location]) => ({
      id: 'J-07',
      title: `details: ${status} to ${location.slice(0, 12)}`,
      backend: once({ route: 'details', status, headers: { location } }),
      end: COMPLETED
    })),
    ...[
      ['a page', '<html><body>Sign in</body></html>'],
      ['nothing', ''],
      ['half a document', '{"reference":"NRF-']
    ].map(([what, body]) => ({
      id: 'J-08',
      title: `details: 200 with ${what}`,
      backend: once({ route: 'details', status: 200, body }),
      end: COMPLETED
    })),
    {
      id: 'J-08',
      title: 'details: a body over the cap, packed small',
      backend: [{ route: 'details', paddingBytes: PADDED_OVER_THE_CAP, times: 9 }],
      end: dead('response_too_large', 'FAILED')
    },
    {
      id: 'J-10',
      title: 'details of another reference',
      details: { reference: 'NRF-000001' },
      end: dead('details_mismatch', 'FAILED')
    },
    { id: 'J-11', title: 'details that name an address', details: { callbackUrl: bait }, end: COMPLETED },
    {
      id: 'J-13',
      title: 'Notify: 400 for the recipient',
      notify: { route: 'email', status: 400, error: 'ValidationError' },
      end: WITHOUT_EMAIL
    },
    {
      id: 'J-13',
      title: 'Notify: 400 for the key of a trial',
      notify: { route: 'email', status: 400, error: 'BadRequestError' },
      end: WITHOUT_EMAIL
    },
    {
      id: 'J-16',
      title: 'Notify: 500 after the e-mail was accepted',
      notify: { route: 'email', status: 500, error: 'Exception', afterApplying: true },
      end: COMPLETED
    }
  ]
}
