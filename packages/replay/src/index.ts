export { runReplay, type ReplayedPolicy, type ReplayOptions } from './run-replay.ts'
export type { ConstantFacts, UserFacts } from './supplied-facts.ts'
export { notesOfFacts } from './notes.ts'
export type {
  ReplayReport,
  ReportedAnswer,
  ReportedAnsweredWell,
  ReportedChange,
  ReportedDifference,
  ReportedGroup,
  ReportedHitter,
  ReportedLine,
  ReportedLoggedDecisions,
  ReportedPolicy,
  ReportedReason,
  ReportedRule,
  ReportedTimeline,
  StatusClass,
} from './replay-report.ts'
