export { parseRobots, type ParseRobotsOptions, type Robots } from './parse-robots.ts'
export type { AccessExplanation } from './query/explain-access.ts'
export type { PagePreferences } from './query/find-preferences.ts'
export type {
  GroupRecord,
  PathRule,
  RobotsAgent,
  RobotsCleanParam,
  RobotsData,
  RobotsGroup,
  RobotsLine,
} from './parse/robots-data.ts'
export type { RobotsLineKind } from './parse/classify-line.ts'
export { isProductToken } from './parse/agent-name.ts'
export { isBotWord } from './parse/bot-words.ts'
export { genericBots, type GenericBots } from './enforce/generic-bots.ts'
export type { ContentPreference } from './parse/content-preferences.ts'
export type { DayHours } from './parse/day-hours.ts'
export { secondsPerDocument, type RequestRate } from './parse/request-rate.ts'
export type { RobotsNote, RobotsNoteCode } from './parse/note.ts'
export {
  parseRestrictIp,
  type RestrictIp,
  type RestrictIpEntry,
  type RestrictIpList,
  type RestrictIpNumber,
} from './restrict-ip/restrict-ip.ts'
export { restrictIpDefaults, type RestrictIpDefaults } from './restrict-ip/restrict-ip-defaults.ts'
export type { RobotsNumber } from './restrict-ip/resolve-restrict-ip.ts'
export { toPolicy, type RobotsPolicy, type ToPolicyOptions } from './to-policy.ts'
export type { PolicyRoom } from './enforce/enforce-limits.ts'
export type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforce/enforced-rule.ts'
