import { Setting } from '../setting'
import { ApiKey, HeaderName, HttpUrl, OneOf, Path, PathTemplate, Pounds, WholeNumber } from '../setting-forms'

export class BackendSettings {
  @Setting({ meaning: 'Address of the backend', required: true, example: 'http://127.0.0.1:3001' })
  @HttpUrl()
  readonly BACKEND_BASE_URL!: string

  @Setting({ meaning: 'Key sent to the backend as `x-api-key`; required outside `local`', secret: true })
  @ApiKey()
  readonly BACKEND_API_KEY?: string

  @Setting({
    meaning: '`results` posts the full result, `quotes` patches the quote and takes nutrient results only',
    default: 'results'
  })
  @OneOf('results', 'quotes')
  readonly BACKEND_RESULTS_CONTRACT!: 'results' | 'quotes'

  @Setting({ meaning: 'Path of the details (GET)', default: '/assessments/{reference}' })
  @PathTemplate()
  readonly BACKEND_ASSESSMENT_PATH!: string

  @Setting({
    meaning:
      'Path that is asked during an outage whether the backend is there again (GET); a 404 means that it is',
    default: '/health'
  })
  @Path()
  readonly BACKEND_HEALTH_PATH!: string

  @Setting({ meaning: 'Path of the results (POST)', default: '/assessments/{reference}/results' })
  @PathTemplate()
  readonly BACKEND_RESULTS_PATH!: string

  @Setting({ meaning: 'Path of the quote (PATCH)', default: '/quotes/{reference}' })
  @PathTemplate()
  readonly BACKEND_QUOTES_PATH!: string

  @Setting({ meaning: 'Lowest levy in pounds; required with the `quotes` contract, unused otherwise' })
  @Pounds()
  readonly BACKEND_QUOTES_LEVY_GBP_MIN?: number

  @Setting({ meaning: 'Highest levy in pounds; required with the `quotes` contract, unused otherwise' })
  @Pounds()
  readonly BACKEND_QUOTES_LEVY_GBP_MAX?: number

  @Setting({ meaning: 'Largest response in bytes, unpacked', default: '16777216' })
  @WholeNumber(1, 268_435_456)
  readonly BACKEND_MAX_RESPONSE_BYTES!: number

  @Setting({ meaning: 'Seconds to connect', default: '5' })
  @WholeNumber(1, 60)
  readonly BACKEND_CONNECT_TIMEOUT_SECONDS!: number

  @Setting({ meaning: 'Seconds for the details, body included', default: '60' })
  @WholeNumber(1, 300)
  readonly BACKEND_GET_TIMEOUT_SECONDS!: number

  @Setting({ meaning: 'Seconds for the delivery of a result', default: '30' })
  @WholeNumber(1, 30)
  readonly BACKEND_CALLBACK_TIMEOUT!: number

  @Setting({ meaning: 'Retries of a call after its first try', default: '3' })
  @WholeNumber(0, 10)
  readonly BACKEND_CALLBACK_MAX_RETRIES!: number

  @Setting({ meaning: 'Header that carries the trace id, in both directions', default: 'x-cdp-request-id' })
  @HeaderName()
  readonly TRACING_HEADER!: string
}
