import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Options } from 'pino-http'
import { newTraceId } from './trace-context'
import { traceIdOfParent } from './traceparent'

const NANOSECONDS_PER_MILLISECOND = 1e6
const TRACE_ID = /^[\w-]{1,128}$/

type RequestLogOptions = Options

/** One line per HTTP request, except those of the health checks, in fields that CDP keeps. */
export function requestLog(tracingHeader: string): RequestLogOptions {
  return {
    genReqId: ({ headers }) =>
      traceIdOf(headers[tracingHeader]) ?? traceIdOfParent(headers.traceparent) ?? newTraceId(),
    customAttributeKeys: { reqId: 'trace.id' },
    quietReqLogger: true,
    quietResLogger: true,
    autoLogging: { ignore: (request) => pathOf(request).startsWith('/health') },
    customSuccessMessage: (request, response) =>
      `${request.method} ${pathOf(request)} answered ${response.statusCode}`,
    customErrorMessage: (request, response) =>
      `${request.method} ${pathOf(request)} failed with ${response.statusCode}`,
    customSuccessObject: describeRequest,
    customErrorObject: (request, response, error, value: RequestValue) => ({
      ...describeRequest(request, response, value),
      err: error
    })
  }
}

interface RequestValue {
  readonly responseTime: number
}

function describeRequest(request: IncomingMessage, response: ServerResponse, value: RequestValue): object {
  return {
    'http.request.method': request.method,
    'url.path': pathOf(request),
    'http.response.status_code': response.statusCode,
    'event.duration': value.responseTime * NANOSECONDS_PER_MILLISECOND
  }
}

function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '/').replace(/\?.*$/s, '')
}

/** An id of another form could be an attempt to write into the log. */
function traceIdOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && TRACE_ID.test(header) ? header : undefined
}
