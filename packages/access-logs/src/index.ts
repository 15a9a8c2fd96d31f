export { logSources } from './input/log-sources.ts'
export type { LogSource } from './input/log-source.ts'
export { readLogs, type LogsRead, type LogSummary } from './read-logs.ts'
export type { ReadProgress } from './read-options.ts'
export { createSequencer, type SequenceCounts } from './sequencer.ts'
export { createUnreadable, type Unreadable } from './unreadable.ts'
export { createLogRecord, type LogRecord } from './log-record.ts'
export type {
  LoggedChange,
  LoggedDecision,
  LoggedEvent,
  LoggedPolicy,
  LoggedResult,
  LoggedSettlement,
} from './logged-event.ts'
export { copyString } from './copy-string.ts'
export { decodeOctets } from './decode-octets.ts'
export { areDecisionLogs } from './are-decision-logs.ts'
export { chosenFormats, zoneOf } from './formats/chosen-formats.ts'
export { detectWrappedFormat } from './wrappers/detect-wrapped-format.ts'
export { formatCatalogue } from './formats/format-catalogue.ts'
export { unusableFormatOf, unusableFormats } from './formats/unusable-formats.ts'
export { clientHeaders } from './formats/forwarded-list.ts'
export { formatNames } from './formats/known-formats.ts'
export type { LogFormat } from './formats/line-reader.ts'
export { type AgentKind, type AgentName, createAgentNamer, nameAgent } from './name-agent.ts'
export { namesHost, pathOfTarget } from './target-parts.ts'
export { chunkOf } from './log-chunk.ts'
export { createHeavyHitters, type HeavyHitters, type Hitter } from './heavy-hitters/heavy-hitters.ts'
export { createDistinctCount } from './heavy-hitters/distinct-count.ts'
export { hashText } from './heavy-hitters/hash-text.ts'
