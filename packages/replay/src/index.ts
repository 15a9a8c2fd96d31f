export { runReplay, type ReplayedPolicy, type ReplayOptions } from './run-replay.ts'
export type { ConstantFacts, UserFacts } from './supplied-facts.ts'
export { notesOfFacts } from './notes.ts'
export type {
  ReplayReport,
  ReportedAnswer,
  ReportedAnsweredWell,
  ReportedAudience,
  ReportedChange,
  ReportedDifference,
  ReportedGroup,
  ReportedHitter,
  ReportedLine,
  ReportedLoggedDecisions,
  ReportedName,
  ReportedPolicy,
  ReportedReason,
  ReportedRule,
  ReportedShare,
  ReportedTimeline,
  StatusClass,
} from './replay-report.ts'
