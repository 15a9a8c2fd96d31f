export { parseRobots, type ParseRobotsOptions, type Robots } from './parse-robots.ts'
export type {
  GroupRecord,
  PathRule,
  RobotsAgent,
  RobotsCleanParam,
  RobotsData,
  RobotsGroup,
  RobotsLine,
} from './robots-data.ts'
export type { RobotsLineKind } from './classify-line.ts'
export type { AccessExplanation } from './explain-access.ts'
export type { PagePreferences } from './find-preferences.ts'
export type { ContentPreference } from './content-preferences.ts'
export type { DayHours } from './day-hours.ts'
export { secondsPerDocument, type RequestRate } from './request-rate.ts'
export { isProductToken } from './agent-name.ts'
export {
  parseRestrictIp,
  type RestrictIp,
  type RestrictIpEntry,
  type RestrictIpList,
  type RestrictIpNumber,
} from './restrict-ip.ts'
export { restrictIpDefaults, type RestrictIpDefaults } from './restrict-ip-defaults.ts'
export { toPolicy, type RobotsPolicy, type ToPolicyOptions } from './to-policy.ts'
export type { RobotsNumber } from './resolve-restrict-ip.ts'
export type { RobotsNote, RobotsNoteCode } from './note.ts'
export type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforced-rule.ts'
