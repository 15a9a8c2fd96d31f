import type { Plan, RuleRef } from '@tidegate/engine'
import type { NamedSite } from './name-sites.ts'
import type { ReloadRecord, SiteStatus, StoreStatus } from './operator.ts'

/** What is known about the policy of a site over time. */
export interface SiteRecord {
  readonly site: NamedSite
  readonly loadedAtMs: () => number
  readonly problem: () => SiteStatus['problem']
  readonly store: () => StoreStatus
  /** The newest reloads, newest first. */
  readonly reloads: () => readonly ReloadRecord[]
  readonly close: () => void
}

/** Number of reloads that are remembered of each site. */
const keptReloads = 50
/** Number of rules that a record of a reload names. */
const maxRules = 200
const maxMessageLength = 4_000

/** Follows the reloads of a site, and its store. `onChange` is called after each. */
export function recordReloads(
  site: NamedSite,
  wallMs: () => number,
  onChange: (topic: 'reloads' | 'status') => void,
): SiteRecord {
  const { gate } = site
  let rules = rulesOf(gate.plan)
  let loadedAtMs = wallMs()
  let problem: SiteStatus['problem']
  let store: StoreStatus = { kind: 'memory', up: true }
  const { fingerprint } = gate.plan.model
  const reloads: ReloadRecord[] = [
    {
      site: site.site,
      atMs: loadedAtMs,
      outcome: 'loaded',
      fingerprint,
      limitsKept: 0,
      limitsNew: 0,
      added: [],
      removed: [],
    },
  ]

  function add(record: ReloadRecord): void {
    reloads.unshift(record)
    reloads.length = Math.min(reloads.length, keptReloads)
    onChange('reloads')
  }

  const ends = [
    gate.on('reload', (report) => {
      const before = rules
      rules = rulesOf(gate.plan)
      loadedAtMs = wallMs()
      problem = undefined
      add({
        site: site.site,
        atMs: loadedAtMs,
        ...report,
        added: missingIn(before, rules),
        removed: missingIn(rules, before),
      })
    }),
    gate.on('reload-failed', ({ message: whole }) => {
      const message = whole.length > maxMessageLength ? `${whole.slice(0, maxMessageLength)}…` : whole
      const atMs = wallMs()
      problem = { atMs, message }
      const { fingerprint: present } = gate.plan.model
      add({
        site: site.site,
        atMs,
        outcome: 'refused',
        fingerprint: present,
        message,
        limitsKept: 0,
        limitsNew: 0,
        added: [],
        removed: [],
      })
    }),
    gate.on('store-error', ({ error }) => {
      store = { kind: 'shared', up: false, sinceMs: wallMs(), message: error.message }
      onChange('status')
    }),
    gate.on('store-recovered', () => {
      store = { kind: 'shared', up: true }
      onChange('status')
    }),
  ]

  return {
    site,
    loadedAtMs: () => loadedAtMs,
    problem: () => problem,
    store: () => store,
    reloads: () => reloads,
    close: () => {
      for (const end of ends) end()
    },
  }
}

/** The rules of a plan by their digest. */
function rulesOf({ model }: Plan): ReadonlyMap<string, RuleRef> {
  return new Map(
    model.rules.map(({ kind, id, name, place: { file, line }, text, shadow }) => [
      // WHY the shadow too: turning a shadow rule into one that refuses is a change.
      `${shadow ? 'shadow ' : ''}${id}`,
      { kind, id, ...(name !== undefined && { name }), file, line, text },
    ]),
  )
}

/** The rules of `rules` that are not in `others`. */
function missingIn(others: ReadonlyMap<string, RuleRef>, rules: ReadonlyMap<string, RuleRef>): readonly RuleRef[] {
  const missing: RuleRef[] = []
  for (const [key, rule] of rules) if (!others.has(key) && missing.length < maxRules) missing.push(rule)
  return missing
}
