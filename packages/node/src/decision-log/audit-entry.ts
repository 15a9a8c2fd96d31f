import type { Outcome, Reason } from '@tidegate/engine'

/** Something that an auditor asks about: a refusal, a reload, a change by an operator, or when the log was kept. */
export type AuditEntry = AuditedRefusal | AuditedReload | AuditedChange | AuditedSpan

/** What every entry says. */
interface AuditedAt {
  /** Milliseconds since 1970. Default: now. */
  readonly atMs?: number
  /** The site, if there are several. */
  readonly site?: string
  /** Name and fingerprint of the policy that was in force; for a reload, of the policy that is in force afterwards. */
  readonly policy?: { readonly name?: string; readonly fingerprint: string }
}

/** A request that was refused, or would have been. */
export interface AuditedRefusal extends AuditedAt {
  readonly kind: 'refusal'
  /** The reference that the client was shown. */
  readonly id: string
  /** False in `observe` mode, where the request was admitted. */
  readonly enforced: boolean
  readonly outcome: Exclude<Outcome, 'pass'>
  readonly reason: Reason
  readonly detail?: string
  readonly status: number
  /** Name of the rule, or its text if it has none; absent if the request was refused before any rule. */
  readonly rule?: string
  /** Digest of the rule, which does not depend on its name or place. */
  readonly ruleId?: string
  /** File and line of the rule. */
  readonly at?: string
  readonly ip?: string
  readonly user?: string
  readonly method: string
  readonly host?: string
  /** The path without its query. */
  readonly path: string
  readonly agent?: string
  /** How long the decision took, in milliseconds. */
  readonly durationMs?: number
}

/** An attempt to put a policy in force. */
export interface AuditedReload extends AuditedAt {
  readonly kind: 'reload'
  readonly outcome: 'replaced' | 'unchanged' | 'refused'
  /** Fingerprint of the policy that was in force before. */
  readonly before: string
  /** Why the policy was refused, with the place of the first error. */
  readonly detail?: string
}

/** What an operator did to a running gate: counters reset, a client blocked, a temporary rule added. */
export interface AuditedChange extends AuditedAt {
  readonly kind: 'change'
  /** What was done, in a few words that stay the same from version to version, such as `counters reset`. */
  readonly action: string
  /** To what, such as the key of the counter or the text of the rule. */
  readonly about?: string
  /** Who did it, as far as it is known: the name of a token, or the user of a Unix socket. */
  readonly actor: string
  /** How the change was made. */
  readonly via: 'command' | 'page' | 'api' | 'signal'
  /** The address that it came from. */
  readonly ip?: string
  readonly outcome: 'done' | 'refused' | 'failed'
  /** The reason, or what the state was before and is now. */
  readonly detail?: string
}

/** The first and the last entry that a process writes: between the two, nothing is missing unless an entry says so. */
export interface AuditedSpan extends AuditedAt {
  readonly kind: 'start' | 'stop'
  /** The version of the program and its process. */
  readonly detail?: string
}

/** Records something for an audit. Never blocks and never throws. */
export type Audit = (entry: AuditEntry) => void
