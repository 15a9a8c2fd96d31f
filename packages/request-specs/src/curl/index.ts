export { type CurlRequest, parseCurl } from './parse-curl.ts'
export { splitShell } from './split-shell.ts'
