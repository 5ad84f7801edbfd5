export { JsonRefused, type JsonProblemCode } from './json-refused'
export { parseStrictJson } from './parse-strict-json'
export { STRICT_JSON_LIMITS, type StrictJsonLimits } from './strict-json-limits'
