export { notesOfFacts } from './notes.ts'
export type {
  ReplayReport,
  ReportedAnswer,
  ReportedDifference,
  ReportedGroup,
  ReportedHitter,
  ReportedLine,
  ReportedPolicy,
  ReportedReason,
  ReportedRule,
  ReportedTimeline,
  StatusClass,
} from './replay-report.ts'
export { type ReplayOptions, type ReplayedPolicy, runReplay } from './run-replay.ts'
export type { ConstantFacts, UserFacts } from './supplied-facts.ts'
