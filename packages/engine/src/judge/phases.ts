import { type AppliedLimit, type Judged, type KeyValue, logLevels, type Model, type RuleRefusal } from '@tidegate/model'
import { type RuleFacts, ruleKinds } from './rule-facts.ts'

/** The rules that apply to one request, and their outcome: what `block`, `allow only`, `exempt`, `replaces` and `shadow` mean. */
export interface Phases {
  /** Removes the rules of the previous request. */
  readonly clear: () => void
  /** Adds a rule that applies; adding it again has no effect. `isFirm`: it would apply at any time. */
  readonly add: (rule: number, isFirm: boolean) => void
  /** The outcome of the phases, in their order: block, allow only, exempt, limit. */
  readonly judge: () => Judged
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

/** Creates `Phases` with its own scratch arrays; `keyOf` returns the key of a limit for the current request. */
export function createPhases(model: Model, rules: RuleFacts, keyOf: (rule: number) => readonly KeyValue[]): Phases {
  const { kinds, shadow, ranks, severities, replaces } = rules
  const marks = new Uint8Array(model.rules.length)
  const list = new Int32Array(model.rules.length)
  const someShadow = shadow.includes(1)
  const someReplace = replaces.some((replaced) => replaced >= 0)
  let count = 0
  // One bit per phase that has a rule in the list.
  let phases = 0
  // Whether a rule of the list is marked as replaced or exempted.
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
      phases |= 1 << kinds[rule]!
    }
    marks[rule]! |= isFirm ? hit | firm : hit
  }

  function judge(): Judged {
    if (count === 0) return emptyJudgement
    sortStart(list, count)
    return refuse(ruleKinds.block) ?? refuse(ruleKinds['allow-only']) ?? limit()
  }

  function refuse(kind: (typeof ruleKinds)['block' | 'allow-only']): Judged | undefined {
    if ((phases & (1 << kind)) === 0) return undefined
    let best = -1
    let severity = -1
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      if (kinds[rule] !== kind || shadow[rule] === 1) continue
      if (best < 0 || ranks[rule]! < ranks[best]!) best = rule
      if (severities[rule]! > severity) severity = severities[rule]!
    }
    if (best < 0) return undefined
    const phase: RuleRefusal['phase'] = kind === ruleKinds.block ? 'block' : 'allow-only'
    const log = logLevels[severity]
    const refused = log === undefined ? { phase, rule: best } : { phase, rule: best, log }
    const shadows = someShadow ? shadowRefusals() : noRules
    return { refused, limits: noLimits, shadows, replaced: noRules, exempted: noRules }
  }

  function shadowRefusals(): number[] {
    const shadows: number[] = []
    for (let i = 0; i < count; i++)
      if (shadow[list[i]!] === 1 && kinds[list[i]!]! < ruleKinds.exempt) shadows.push(list[i]!)
    return shadows
  }

  function limit(): Judged {
    if (someReplace || (phases & (1 << ruleKinds.exempt)) !== 0) lift()
    const limits: AppliedLimit[] = []
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      if (kinds[rule] !== ruleKinds.limit || (marks[rule]! & (isReplaced | isExempted)) !== 0) continue
      limits.push({ rule, key: keyOf(rule) })
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
      if (shadow[rule] === 1) continue
      if (kinds[rule] === ruleKinds.exempt) markLifted(rule)
      else if (replaces[rule]! >= 0 && (marks[rule]! & firm) !== 0) mark(replaces[rule]!, isReplaced)
    }
  }

  function limitsMarked(mask: number, wanted: number): readonly number[] {
    const found: number[] = []
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      if (kinds[rule] === ruleKinds.limit && (marks[rule]! & mask) === wanted) found.push(rule)
    }
    return found
  }

  function shadowsWith(limits: readonly AppliedLimit[]): readonly number[] {
    const shadows: number[] = []
    for (let i = 0; i < count; i++) {
      const rule = list[i]!
      if (shadow[rule] === 1 && kinds[rule] !== ruleKinds.limit && wouldAct(rule, limits)) shadows.push(rule)
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

  /** Whether a shadow rule is noted; an exemption only if one of its limits applies. */
  function wouldAct(rule: number, limits: readonly AppliedLimit[]): boolean {
    const shadowed = model.rules[rule]!
    return shadowed.kind !== 'exempt' || limits.some((applied) => shadowed.lifts.includes(applied.rule))
  }

  return { clear, add, judge }
}

/** Sorts the first `count` rules. WHY: few are sorted by hand, because a view and the platform's sort cost 70 ns for two. */
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
