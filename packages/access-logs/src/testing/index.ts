export { type WrittenFormat, formatEntry, headOf } from './format-entry.ts'
export { generateLog } from './generate-log.ts'
export { generateTraffic } from './generate-traffic.ts'
export type { LogEntry } from './log-entry.ts'
