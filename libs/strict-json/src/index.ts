export { JsonRefused } from './json-refused'
export { parseStrictJson } from './parse-strict-json'
