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
