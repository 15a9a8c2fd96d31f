import { type AppliedLimit, type Judged, type KeyValue, logLevels, type Model, type RuleRefusal } from '@tidegate/model'
import { type RuleFacts, ruleKinds } from './rule-facts.ts'

/**
 * Collects the rules that apply to one request and computes their outcome, as `block`, `allow only`, `exempt`, `replaces` and `shadow` are
 * defined.
 */
export interface Phases {
  /** Removes the rules of the previous request. */
  readonly clear: () => void
  /**
   * Adds a rule that applies; adding it again has no effect. `isFirm`: the rule does not apply merely because of a
   * doubt; only limits that replace another one need it.
   */
  readonly add: (rule: number, isFirm: boolean) => void
  /** The outcome of the phases, in their order: block, allow only, exempt, limit. */
  readonly judge: () => Judged
  /** Adds 1 to `applied` of each rule that has been added; `tallies` are indexed by rule. */
  readonly countApplied: (tallies: readonly AppliedTally[]) => void
}

/** How often a rule applied. */
export interface AppliedTally {
  applied: number
}

const noRules: readonly number[] = Object.freeze([])
const noLimits: readonly AppliedLimit[] = Object.freeze([])
/** The outcome if no rule applies. */
const emptyJudgement: Judged = Object.freeze({
  limits: noLimits,
  shadows: noRules,
  replaced: noRules,
  exempted: noRules,
})

// Marks of a rule in this request.
const hit = 1
const firm = 2
const isReplaced = 4
const isExempted = 8

/**
 * Creates `Phases` with its own scratch arrays; `keyOf` gives the key of a limit for the current request, `placesOf` the places that it takes. Without
 * `placesOf`, every request takes 1.
 */
export function createPhases(
  model: Model,
  rules: readonly RuleFacts[],
  keyOf: (rule: number) => readonly KeyValue[],
  placesOf: ((rule: number) => number) | undefined,
): Phases {
  const marks = new Uint8Array(model.rules.length)
  const list = new Int32Array(model.rules.length)
  const someShadow = rules.some(({ shadow }) => shadow)
  const someReplace = rules.some(({ replaces }) => replaces >= 0)
  let count = 0
  // One bit per phase that has a rule in the list.
  let phases = 0
  // Whether any rule in `list` is marked as replaced or exempted.
  let someMarked = false

  function clear(): void {
    for (let i = 0; i < count; i++) marks[list[i]!] = 0
    count = 0
    phases = 0
    someMarked = false
  }

  function add(rule: number, isFirm: boolean): void {
    if (marks[rule] === 0) {
      list[count++] = rule
      phases |= 1 << rules[rule]!.kind
    }
    marks[rule]! |= isFirm ? hit | firm : hit
  }

  function judge(): Judged {
    if (count === 0) return emptyJudgement
    if (count > 1) sortStart(list, count)
    return refuse(ruleKinds.block) ?? refuse(ruleKinds['allow-only']) ?? limit()
  }

  function countApplied(tallies: readonly AppliedTally[]): void {
    for (let i = 0; i < count; i++) tallies[list[i]!]!.applied++
  }

  function refuse(kind: (typeof ruleKinds)['block' | 'allow-only']): Judged | undefined {
    if ((phases & (1 << kind)) === 0) return undefined
    let best = -1
    let rank = Infinity
    let severity = -1
    for (let i = 0; i < count; i++) {
      const rule = rules[list[i]!]!
      if (rule.kind !== kind || rule.shadow) continue
      if (rule.rank < rank) {
        best = list[i]!
        rank = rule.rank
      }
      if (rule.severity > severity) severity = rule.severity
    }
    if (best < 0) return undefined
    const phase: RuleRefusal['phase'] = kind === ruleKinds.block ? 'block' : 'allow-only'
    const log = severity < 0 ? undefined : logLevels[severity]
    const refused = log === undefined ? { phase, rule: best } : { phase, rule: best, log }
    const shadows = someShadow ? shadowRefusals() : noRules
    return { refused, limits: noLimits, shadows, replaced: noRules, exempted: noRules }
  }

  function shadowRefusals(): number[] {
    const shadows: number[] = []
    for (let i = 0; i < count; i++) {
      const { kind, shadow } = rules[list[i]!]!
      if (shadow && kind < ruleKinds.exempt) shadows.push(list[i]!)
    }
    return shadows
  }

  function limit(): Judged {
    if (someReplace || (phases & (1 << ruleKinds.exempt)) !== 0) lift()
    const limits: AppliedLimit[] = []
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      if (rules[rule]!.kind !== ruleKinds.limit || (marks[rule]! & (isReplaced | isExempted)) !== 0) continue
      limits.push({ rule, key: keyOf(rule), places: placesOf === undefined ? 1 : placesOf(rule) })
    }
    return {
      limits,
      shadows: someShadow ? shadowsWith(limits) : noRules,
      replaced: someMarked ? limitsMarked(isReplaced, isReplaced) : noRules,
      exempted: someMarked ? limitsMarked(isReplaced | isExempted, isExempted) : noRules,
    }
  }

  function lift(): void {
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      const { kind, shadow, replaces } = rules[rule]!
      if (shadow) continue
      if (kind === ruleKinds.exempt) markLifted(rule)
      else if (replaces >= 0 && (marks[rule]! & firm) !== 0) mark(replaces, isReplaced)
    }
  }

  function limitsMarked(mask: number, wanted: number): readonly number[] {
    const found: number[] = []
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      if (rules[rule]!.kind === ruleKinds.limit && (marks[rule]! & mask) === wanted) found.push(rule)
    }
    return found
  }

  function shadowsWith(limits: readonly AppliedLimit[]): readonly number[] {
    const shadows: number[] = []
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      const { kind, shadow } = rules[rule]!
      if (shadow && kind !== ruleKinds.limit && wouldAct(rule, limits)) shadows.push(rule)
    }
    return shadows
  }

  function markLifted(exemption: number): void {
    const rule = model.rules[exemption]!
    if (rule.kind !== 'exempt') return
    for (const lifted of rule.lifts) mark(lifted, isExempted)
  }

  // INVARIANT: only rules in `list` have marks, so `clear` finds them all.
  function mark(rule: number, bit: number): void {
    if (marks[rule] === 0) return
    marks[rule]! |= bit
    someMarked = true
  }

  /** Whether a shadow rule is to be noted. A shadow exemption is noted only if one of the limits that it would lift applies. */
  function wouldAct(rule: number, limits: readonly AppliedLimit[]): boolean {
    const shadowed = model.rules[rule]!
    return shadowed.kind !== 'exempt' || limits.some((applied) => shadowed.lifts.includes(applied.rule))
  }

  return { clear, add, judge, countApplied }
}

/** Sorts the first `count` rules. WHY: a short list is sorted here, because for two rules a view and the platform's sort take 70 ns. */
function sortStart(list: Int32Array, count: number): void {
  if (count > 16) {
    list.subarray(0, count).sort()
    return
  }
  for (let i = 1; i < count; i++) {
    const rule = list[i]!
    let at = i
    for (; at > 0 && list[at - 1]! > rule; at--) list[at] = list[at - 1]!
    list[at] = rule
  }
}
