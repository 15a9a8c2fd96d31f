export { canonicaliseUrl } from './canonicalise-url.ts'
export { createGuard, type Guard, type GuardTools } from './create-guard.ts'
export { markUnanswered } from './handling.ts'
export { type Host, type HostRequest, type HostResponse, isBelowBaseUrl } from './host.ts'
export { type EnforcementOptions, hostOptionNames, type HostOptions } from './host-options.ts'
export { mountedLate } from './mounted-late.ts'
export { openGate, type OpeningGate } from './open-gate.ts'
export { asPrincipal, type HostFacts, type Principal, type UserId } from './principal.ts'
export {
  protectUpgrades,
  type UpgradableServer,
  type UpgradeOptions,
  type UpgradeProtection,
} from './protect-upgrades.ts'
export { copyOptions } from './read-host-options.ts'
export { sendReply } from './send-reply.ts'
export { settleWithReply } from './settle-with-reply.ts'
