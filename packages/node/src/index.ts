export { type CheckFormat, checkFormats, type Config, type FoundConfig, type PluginEntry } from './config/config.ts'
export { ConfigError } from './config/config-error.ts'
export {
  type DecisionOption,
  decisionOptionNames,
  decisionOptions,
  type DecisionOptions,
  type Fail,
  fileOptionNames,
} from './config/decision-options.ts'
export { type AdminToken, adminTokenExample, parseAdminTokens } from './config/serve/admin-token.ts'
export { addressText, type ListenAddress, parseListenAddress } from './config/serve/listen-address.ts'
export {
  type CertificateFiles,
  type DatagramAddress,
  type ProxyName,
  proxyNames,
  type ServeConfig,
  type ServeLogFormat,
  type ServeLogLevel,
  type SiteConfig,
} from './config/serve/serve-config.ts'
export { serveKey, type ServeOption, serveOptionNames, serveOptions } from './config/serve/serve-options.ts'
export { parseUpstream, type Upstream } from './config/serve/upstream.ts'
export { configKeys, parseConfig } from './config/parse-config.ts'
export { readConfigFile } from './config/read-config-file.ts'

export {
  type Addition,
  type AdditionFault,
  type Amended,
  type AmendReport,
  compileAmended,
} from './policy-files/additions.ts'
export { type CheckedPolicyFile, checkPolicyFile, type LoadPolicyOptions } from './policy-files/check-policy-file.ts'
export { compilePolicy, type LoadedPolicy, loadPolicy } from './policy-files/compile-policy.ts'
export type { AskedFile } from './policy-files/confined-files.ts'
export { openPolicy, type OpenedGate } from './policy-files/open-policy.ts'
export { openPolicyOptionNames, type OpenPolicyOptions } from './policy-files/open-policy-options.ts'
export { PolicyError } from './policy-files/policy-error.ts'
export { folderHost, type FolderHost } from './policy-files/folder-host.ts'
export type { HostExtras } from './policy-files/policy-host.ts'
export type { WatchOptions } from './policy-files/watch-files.ts'

export { canonicaliseUrl } from './host/canonicalise-url.ts'
export { createGuard, type Guard, type GuardTools } from './host/create-guard.ts'
export { mountedLate } from './host/mounted-late.ts'
export { type Host, type HostRequest, type HostResponse, isBelowBaseUrl } from './host/host.ts'
export { type EnforcementOptions, hostOptionNames, type HostOptions } from './host/host-options.ts'
export { openGate, type OpeningGate } from './host/open-gate.ts'
export { asPrincipal, type HostFacts, type Principal, type UserId } from './host/principal.ts'
export {
  protectUpgrades,
  type UpgradableServer,
  type UpgradeOptions,
  type UpgradeProtection,
} from './host/protect-upgrades.ts'
export { copyOptions } from './host/read-host-options.ts'
export { sendReply } from './host/send-reply.ts'
export { settleWithReply } from './host/settle-with-reply.ts'
export { createWorkersStore, type WorkersStore, type WorkersStoreOptions } from './workers/create-workers-store.ts'
export { createThreadMemory, type ThreadMemoryOptions } from './workers/threads/thread-memory.ts'
export { createThreadStore, type ThreadStore } from './workers/threads/create-thread-store.ts'
export { findCosts } from './policy-files/find-costs.ts'
export { type AuditLog, type AuditLogOptions, openAuditLog } from './decision-log/audit-log.ts'
export type {
  Audit,
  AuditedChange,
  AuditedRefusal,
  AuditedReload,
  AuditedSpan,
  AuditEntry,
} from './decision-log/audit-entry.ts'
export { auditColumns, type AuditFormat, auditFormats } from './decision-log/audit-line.ts'
export type { LineWriterStats } from './decision-log/line-writer.ts'
export {
  type DecisionLog,
  type DecisionLogOptions,
  type FollowedGate,
  openDecisionLog,
} from './decision-log/decision-log.ts'
export type {
  DecisionLine,
  GapLine,
  LoggedFact,
  LoggedInput,
  LoggedLimit,
  LoggedResult,
  LoggedRule,
  LogLine,
  OperatorLine,
  PolicyLine,
  SettledLine,
} from './decision-log/decision-line.ts'
export { keyVariable, type PrivacyOptions, type Treatment } from './decision-log/privacy.ts'
export { checkAuditLogOptions, checkDecisionLogOptions } from './decision-log/check-log-options.ts'
export type { LogOptions } from './decision-log/open-logs.ts'
export { LogFileError } from './decision-log/log-file-error.ts'
export { type HeldFolder, holdFolder } from './state/hold-folder.ts'
export { replaceNow } from './state/replace-now.ts'
export { StateFolderError } from './state/state-folder-error.ts'
export type { ReadCounters } from './state/read-counters.ts'
export { readStateCounters, writeStateCounters } from './state/state-counters.ts'
export { elapsedSince, type Instant, instantNow, readInstant } from './state/elapsed-since.ts'
