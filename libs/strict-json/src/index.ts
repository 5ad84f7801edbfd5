export { JsonRefused, type JsonProblemCode } from './json-refused'
export { parseStrictJson } from './parse-strict-json'
