export { type HarEntry, type HarFile, parseHar } from './parse-har.ts'
