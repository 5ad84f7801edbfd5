export { JsonRefused, type JsonProblemCode } from './json-refused'
export { parseStrictJson, STRICT_JSON_LIMITS, type StrictJsonLimits } from './parse-strict-json'
