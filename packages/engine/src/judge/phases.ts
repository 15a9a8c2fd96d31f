import { type AppliedLimit, type Judged, type KeyValue, logLevels, type Model, type RuleRefusal } from '@tidegate/model'
import { type RuleFacts, ruleKinds } from './rule-facts.ts'

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

/** The key and the places of a limit for the current request, given its rule. */
export interface LimitReader {
  keyOf(rule: number): readonly KeyValue[]
  placesOf(rule: number): number
}

/**
 * Collects the rules that apply to one request and computes their outcome, as `block`, `allow only`, `exempt`, `replaces` and `shadow` are
 * defined.
 */
export class Phases {
  readonly #model: Model
  readonly #rules: readonly RuleFacts[]
  readonly #limits: LimitReader
  readonly #marks: Uint8Array
  readonly #list: Int32Array
  readonly #someShadow: boolean
  readonly #someReplace: boolean
  #count = 0
  // One bit per phase that has a rule in the list.
  #phases = 0
  // Whether any rule in the list is marked as replaced or exempted.
  #someMarked = false

  constructor(model: Model, rules: readonly RuleFacts[], limits: LimitReader) {
    this.#model = model
    this.#rules = rules
    this.#limits = limits
    this.#marks = new Uint8Array(rules.length)
    this.#list = new Int32Array(rules.length)
    this.#someShadow = rules.some(({ shadow }) => shadow)
    this.#someReplace = rules.some(({ replaces }) => replaces >= 0)
  }

  /** Removes the rules of the previous request. */
  clear(): void {
    for (let i = 0; i < this.#count; i++) this.#marks[this.#list[i]!] = 0
    this.#count = 0
    this.#phases = 0
    this.#someMarked = false
  }

  /**
   * Adds a rule that applies; adding it again has no effect. `isFirm`: the rule does not apply merely because of a
   * doubt; only limits that replace another one need it.
   */
  add(rule: number, isFirm: boolean): void {
    if (this.#marks[rule] === 0) {
      this.#list[this.#count++] = rule
      this.#phases |= 1 << this.#rules[rule]!.kind
    }
    this.#marks[rule]! |= isFirm ? hit | firm : hit
  }

  /** The outcome of the phases, in their order: block, allow only, exempt, limit. */
  judge(): Judged {
    if (this.#count === 0) return emptyJudgement
    if (this.#count > 1) sortStart(this.#list, this.#count)
    return this.#refuse(ruleKinds.block) ?? this.#refuse(ruleKinds['allow-only']) ?? this.#limit()
  }

  /** Adds 1 to `applied` of each rule that has been added; `tallies` are indexed by rule. */
  countApplied(tallies: readonly AppliedTally[]): void {
    for (let i = 0; i < this.#count; i++) tallies[this.#list[i]!]!.applied++
  }

  #refuse(kind: (typeof ruleKinds)['block' | 'allow-only']): Judged | undefined {
    if ((this.#phases & (1 << kind)) === 0) return undefined
    let best = -1
    let rank = Infinity
    let severity = -1
    for (let i = 0; i < this.#count; i++) {
      const rule = this.#rules[this.#list[i]!]!
      if (rule.kind !== kind || rule.shadow) continue
      if (rule.rank < rank) {
        best = this.#list[i]!
        rank = rule.rank
      }
      if (rule.severity > severity) severity = rule.severity
    }
    if (best < 0) return undefined
    const phase: RuleRefusal['phase'] = kind === ruleKinds.block ? 'block' : 'allow-only'
    const log = severity < 0 ? undefined : logLevels[severity]
    const refused = log === undefined ? { phase, rule: best } : { phase, rule: best, log }
    const shadows = this.#someShadow ? this.#shadowRefusals() : noRules
    return { refused, limits: noLimits, shadows, replaced: noRules, exempted: noRules }
  }

  #shadowRefusals(): number[] {
    const shadows: number[] = []
    for (let i = 0; i < this.#count; i++) {
      const { kind, shadow } = this.#rules[this.#list[i]!]!
      if (shadow && kind < ruleKinds.exempt) shadows.push(this.#list[i]!)
    }
    return shadows
  }

  #limit(): Judged {
    if (this.#someReplace || (this.#phases & (1 << ruleKinds.exempt)) !== 0) this.#lift()
    const limits = (this.#phases & (1 << ruleKinds.limit)) === 0 ? noLimits : this.#standing()
    return {
      limits,
      shadows: this.#someShadow ? this.#shadowsWith(limits) : noRules,
      replaced: this.#someMarked ? this.#limitsMarked(isReplaced, isReplaced) : noRules,
      exempted: this.#someMarked ? this.#limitsMarked(isReplaced | isExempted, isExempted) : noRules,
    }
  }

  /** The limits that apply and are neither replaced nor exempted. */
  #standing(): readonly AppliedLimit[] {
    const list = this.#list
    const first = this.#nextLimit(0)
    if (first === this.#count) return noLimits
    const second = this.#nextLimit(first + 1)
    // WHY: an empty list that grows is given room for seventeen, and most requests have one limit or two.
    if (second === this.#count) return [this.#applied(list[first]!)]
    const limits = [this.#applied(list[first]!), this.#applied(list[second]!)]
    for (let i = this.#nextLimit(second + 1); i < this.#count; i = this.#nextLimit(i + 1))
      limits.push(this.#applied(list[i]!))
    return limits
  }

  /** The place in the list, from `start` on, of the next limit that stands; the length of the list if there is none. */
  #nextLimit(start: number): number {
    let i = start
    for (; i < this.#count; i++) {
      const rule = this.#list[i]!
      if (this.#rules[rule]!.kind === ruleKinds.limit && (this.#marks[rule]! & (isReplaced | isExempted)) === 0) break
    }
    return i
  }

  #applied(rule: number): AppliedLimit {
    return { rule, key: this.#limits.keyOf(rule), places: this.#limits.placesOf(rule) }
  }

  #lift(): void {
    for (let i = 0; i < this.#count; i++) {
      const rule = this.#list[i]!
      const { kind, shadow, replaces } = this.#rules[rule]!
      if (shadow) continue
      if (kind === ruleKinds.exempt) this.#markLifted(rule)
      else if (replaces >= 0 && (this.#marks[rule]! & firm) !== 0) this.#mark(replaces, isReplaced)
    }
  }

  #limitsMarked(mask: number, wanted: number): readonly number[] {
    const found: number[] = []
    for (let i = 0; i < this.#count; i++) {
      const rule = this.#list[i]!
      if (this.#rules[rule]!.kind === ruleKinds.limit && (this.#marks[rule]! & mask) === wanted) found.push(rule)
    }
    return found
  }

  #shadowsWith(limits: readonly AppliedLimit[]): readonly number[] {
    const shadows: number[] = []
    for (let i = 0; i < this.#count; i++) {
      const rule = this.#list[i]!
      const { kind, shadow } = this.#rules[rule]!
      if (shadow && kind !== ruleKinds.limit && this.#wouldAct(rule, limits)) shadows.push(rule)
    }
    return shadows
  }

  #markLifted(exemption: number): void {
    const rule = this.#model.rules[exemption]!
    if (rule.kind !== 'exempt') return
    for (const lifted of rule.lifts) this.#mark(lifted, isExempted)
  }

  // INVARIANT: only rules in `#list` have marks, so `clear` finds them all.
  #mark(rule: number, bit: number): void {
    if (this.#marks[rule] === 0) return
    this.#marks[rule]! |= bit
    this.#someMarked = true
  }

  /** Whether a shadow rule is to be noted. A shadow exemption is noted only if one of the limits that it would lift applies. */
  #wouldAct(rule: number, limits: readonly AppliedLimit[]): boolean {
    const shadowed = this.#model.rules[rule]!
    return shadowed.kind !== 'exempt' || limits.some((applied) => shadowed.lifts.includes(applied.rule))
  }
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
