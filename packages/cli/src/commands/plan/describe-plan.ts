import { type Plan } from '@tidegate/engine'
import { describeLimit, type LimitWords, type WorstCost, worstCost } from '@tidegate/engine/tools'
import type { ExemptRule, FactSpec, LimitRule, Model, Rule, RuleReply } from '@tidegate/model'
import { formatIp, formatPrefix, type IpSet, ipSetPrefixes } from '@tidegate/values'

/** Description of one rule. */
export interface RulePlan {
  readonly kind: Rule['kind']
  readonly name?: string
  readonly text: string
  readonly file: string
  readonly line: number
  readonly shadow: boolean
  /**
   * Guards as they are written, all of which must be true for the rule to be in force; if the list is empty, the rule is always in force.
   */
  readonly inForce: readonly string[]
  /** Reply to refused requests. */
  readonly reply?: RuleReply
  readonly log?: string
  /** Limits that an exemption lifts. */
  readonly lifts?: readonly string[]
  readonly limit?: LimitWords
}

/** What the engine does with every request, in order. */
export interface PlanDescription {
  readonly policy?: string
  readonly fingerprint: string
  /** How the client's address is determined. */
  readonly client: string
  readonly paths: string
  /** Facts that the host has to supply. */
  readonly facts: readonly {
    readonly name: string
    readonly type: string
    readonly presence: FactSpec['presence']
    readonly plugin?: string
  }[]
  /** Parts of requests that are read in addition to address, method, path, host, agent and user. */
  readonly reads: readonly string[]
  readonly phases: readonly { readonly phase: Rule['kind']; readonly rules: readonly RulePlan[] }[]
  readonly cost: WorstCost
}

const phases = ['block', 'allow-only', 'exempt', 'limit'] as const

/** Returns the description of a plan. Linear in the policy. */
export function describePlan(plan: Plan): PlanDescription {
  const { model, inputs } = plan
  return {
    ...(model.name !== undefined && { policy: model.name }),
    fingerprint: model.fingerprint,
    client: clientWords(model),
    paths: model.pathsMatchExactly
      ? 'compared byte for byte'
      : 'compared without regard to case and one trailing slash',
    facts: model.facts.map(({ name, type, presence, plugin }) => ({
      name,
      type,
      presence,
      ...(plugin !== undefined && { plugin }),
    })),
    reads: [
      ...inputs.headers.map((name) => `header ${name}`),
      ...inputs.queries.map((name) => `query parameter ${name}`),
      ...inputs.cookies.map((name) => `cookie ${name}`),
    ],
    phases: phases.map((phase) => ({
      phase,
      rules: model.rules.flatMap((rule, index) => (rule.kind === phase ? [rulePlan(rule, index, plan)] : [])),
    })),
    cost: worstCost(plan),
  }
}

function rulePlan(rule: Rule, index: number, plan: Plan): RulePlan {
  const { kind, name, text, place, shadow, guards, reply, log } = rule
  return {
    kind,
    ...(name !== undefined && { name }),
    text,
    file: place.file,
    line: place.line,
    shadow,
    inForce: guards.map(({ source, text: guard }) => {
      return source === 'bots-on-robots-txt' ? 'except for GET and HEAD of /robots.txt' : `${source} ${guard}`
    }),
    ...(kind !== 'exempt' && { reply: reply ?? { status: kind === 'limit' ? 429 : 403 } }),
    ...(log !== undefined && { log }),
    ...(rule.kind === 'exempt' && { lifts: liftedBy(rule, plan.model) }),
    ...(rule.kind === 'limit' && { limit: describeLimit(rule, index, plan) }),
  }
}

function liftedBy({ lifts }: ExemptRule, { rules }: Model): readonly string[] {
  return lifts.map((index) => {
    const { name, place } = rules[index] as LimitRule
    return name ?? `${place.file}:${place.line}`
  })
}

function clientWords({ clientIp, addressSets }: Model): string {
  if (clientIp === undefined) return 'the address that connects; headers are ignored'
  const trusted = setWords(addressSets[clientIp.trusting]!.set)
  const how =
    clientIp.header === 'x-forwarded-for' || clientIp.header === 'forwarded'
      ? `the last hop in ${clientIp.header} that is not one of these`
      : `the address in ${clientIp.header}`
  return `the address that connects; if that is one of ${trusted}, ${how}`
}

const maxShown = 6

function setWords(set: IpSet): string {
  const shown: string[] = []
  for (const prefix of ipSetPrefixes(set)) {
    if (shown.length === maxShown) return `${shown.join(', ')}, …`
    const isWhole = prefix.length === (prefix.address.family === 4 ? 32 : 128)
    shown.push(isWhole ? formatIp(prefix.address) : formatPrefix(prefix))
  }
  return shown.length === 0 ? 'no address' : shown.join(', ')
}
