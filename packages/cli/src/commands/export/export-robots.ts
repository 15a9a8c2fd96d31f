import type { ExemptRule, LimitRule, Model, Rule } from '@tidegate/model'
import { declaresAllBots, introducesItselfIn, isAgentName, isGenericToken, isInSet, setTokens } from './agent-names.ts'
import type { Claim, Omission } from './claim.ts'
import { allTerms, conditionTerms } from './condition-terms.ts'
import { readTerm } from './read-term.ts'
import { type AgentClaims, writeGroups } from './write-groups.ts'

/** A robots.txt that disallows what a policy refuses to well-behaved bots, and a list of what it cannot express. */
export interface ExportedRobots {
  readonly text: string
  /** Rules that robots.txt cannot express, each once per reason. */
  readonly omitted: readonly Omission[]
  /** Tokens of bots that cannot be names in robots.txt. */
  readonly unnamed: readonly string[]
}

/**
 * Returns the robots.txt of a policy. If in doubt, it disallows less: the policy refuses everything that the file disallows for a group to
 * every client of that group, at any address, logged in or not. O(rules × names).
 */
export function exportRobots(model: Model): ExportedRobots {
  const omitted: Omission[] = []
  const claims = model.rules.flatMap((rule, index) => claimsOf(model, rule, index, omitted))
  const isEveryBot = declaresAllBots(model)
  const tokens = namesOf(model, claims).filter((token) => !isEveryBot || !isGenericToken(token))
  const names = tokens.filter((token) => isAgentName(token) && !isGenericToken(token))
  const all = claims.filter((claim) => claim.include.length === 0 && (!claim.declared || isEveryBot))
  const excepted = new Set(
    claims.flatMap((claim) => [...claim.exclude, ...claim.include].flatMap((set) => exceptions(model, claim, set))),
  )
  const general = describe(all)
  const groups: AgentClaims[] = []
  for (const name of names) {
    const own = claims.filter((claim) => appliesTo(model, claim, name, isEveryBot))
    if (describe(own) === general && !excepted.has(name)) continue
    groups.push({ name, claims: own })
  }
  if (all.length > 0) groups.push({ name: '*', claims: all })
  return {
    text: writeGroups(groups),
    omitted: distinct(omitted),
    unnamed: tokens.filter((token) => !names.includes(token)),
  }
}

function claimsOf(model: Model, rule: Rule, index: number, omitted: Omission[]): readonly Claim[] {
  if (rule.shadow || rule.kind === 'exempt') return []
  if (rule.kind === 'limit') {
    const reason = lifted(model, rule, index)
    if (reason !== undefined) {
      omitted.push({ rule, reason })
      return []
    }
  }
  // Bots may always fetch /robots.txt, so the guard that allows it needs no line.
  const guards = rule.guards.filter(({ source }) => source !== 'bots-on-robots-txt').map(({ condition }) => condition)
  const refuses =
    rule.kind === 'limit'
      ? []
      : [rule.kind === 'block' ? rule.condition : ({ kind: 'not', condition: rule.condition } as const)]
  const terms = allTerms([...guards, ...refuses])
  if (terms === undefined) {
    omitted.push({ rule, reason: 'its condition has too many alternatives' })
    return []
  }
  return terms.flatMap((term): Claim[] => {
    const reading = readTerm(model, rule, term)
    if (reading.kind === 'omitted') omitted.push({ rule, reason: reading.reason })
    return reading.kind === 'claim' ? [reading.claim] : []
  })
}

/** Returns the reason why a limit may not be in force although its conditions are true; undefined if there is none. */
function lifted(model: Model, { name }: LimitRule, index: number): string | undefined {
  const lifts = (rule: Rule): rule is ExemptRule => rule.kind === 'exempt' && !rule.shadow && rule.lifts.includes(index)
  for (const exempt of model.rules.filter(lifts)) {
    const terms = conditionTerms(exempt.condition)
    const people = terms?.every((term) =>
      term.some(({ test, wanted }) => wanted && test.kind === 'present' && test.subject.kind === 'user'),
    )
    if (people !== true) return 'an exemption may lift it'
  }
  const isReplaced = model.rules.some((rule) => rule.kind === 'limit' && !rule.shadow && rule.replaces === index)
  return isReplaced ? `another limit may replace it${name === undefined ? '' : ` (\`${name}\`)`}` : undefined
}

function appliesTo(model: Model, { include, exclude, declared }: Claim, name: string, isEveryBot: boolean): boolean {
  if (!include.every((set) => isInSet(model, set, name))) return false
  if (exclude.some((set) => isInSet(model, set, name) || introducesItselfIn(model, set, name))) return false
  return (
    !declared || isEveryBot || model.botSets.some((set, index) => set.name !== undefined && isInSet(model, index, name))
  )
}

/** Returns every token that decides which clients a claim applies to. */
function namesOf(model: Model, claims: readonly Claim[]): readonly string[] {
  const sets = new Set(claims.flatMap(({ include, exclude }) => [...include, ...exclude]))
  if (claims.some(({ declared }) => declared)) for (const [index] of model.botSets.entries()) sets.add(index)
  const tokens = [...sets].flatMap((set) => {
    const { include, except } = setTokens(model, set)
    return [...include, ...except]
  })
  return [...new Set(tokens)]
}

/** Returns the tokens that exclude a client from a claim. They need their own group, so that the group of a shorter name does not apply. */
function exceptions(model: Model, claim: Claim, set: number): readonly string[] {
  const { include, except } = setTokens(model, set)
  return claim.exclude.includes(set) ? include : except
}

function describe(claims: readonly Claim[]): string {
  return writeGroups([{ name: '*', claims }])
}

function distinct(omitted: readonly Omission[]): readonly Omission[] {
  const seen = new Set<string>()
  return omitted.filter(({ rule, reason }) => {
    const key = `${rule.id} ${reason}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
