import type { Decision, DecisionReport, GateRequest, Plan, RuleRef } from '@tidegate/engine'
import { type FactValue, isAddress, isIps, isTexts, isUnknownFact } from '@tidegate/model'
import { formatPrefix, ipSetPrefixes, parseIp } from '@tidegate/values'
import type { DecisionLine, LoggedFact, LoggedInput, LoggedResult, LoggedRule } from './decision-line.ts'
import type { Privacy } from './privacy.ts'

/** Which parts of a request are written under one plan, and how. */
export interface DecisionDescriber {
  readonly inputOf: (report: DecisionReport) => LoggedInput
  /** JSON Pointers of what is hidden in a line; undefined if nothing is. */
  readonly maskedIn: (input: LoggedInput) => readonly string[] | undefined
}

/** Header fields that every line has. */
const always = ['host', ':authority', 'user-agent']

/** The maximum number of prefixes of a fact that are written: with more, a replay must be given the fact. */
const maxPrefixes = 256

/** Creates the description of requests under a plan. `more`: further header fields to write, in lower case. */
export function createDescriber({ inputs, model }: Plan, privacy: Privacy, more: readonly string[]): DecisionDescriber {
  const wanted = new Set([...always, ...inputs.headers, ...more])
  // Frameworks read either field under both names.
  if (wanted.has('referer')) wanted.add('referrer')
  const cookies = new Set(inputs.cookies)
  const lengths = new Set([...wanted].map(({ length }) => length))
  if (cookies.size > 0) {
    wanted.delete('cookie')
    lengths.add(6)
  }

  function headersOf({ headers }: GateRequest): LoggedInput['headers'] {
    const found: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const received = headers[at]!
      if (!lengths.has(received.length)) continue
      const name = received.toLowerCase()
      const value = name === 'cookie' && cookies.size > 0 ? privacy.cookies(headers[at + 1]!, cookies) : undefined
      if (value === undefined && !wanted.has(name)) continue
      const written = value ?? privacy.header(name, headers[at + 1]!)
      const before = found[name]
      found[name] =
        before === undefined ? written : typeof before === 'string' ? [before, written] : [...before, written]
    }
    return found
  }

  function factsOf(values: readonly FactValue[]): LoggedInput['facts'] {
    const logged: [string, LoggedFact][] = []
    for (const [index, { name }] of model.facts.entries()) {
      const value = factText(values[index], privacy)
      if (value !== undefined) logged.push([name, value])
    }
    return logged.length === 0 ? undefined : Object.fromEntries(logged)
  }

  function inputOf({ request, decision, facts }: DecisionReport): LoggedInput {
    const { method, target, user, peer, hasCutHeaders } = request
    const client = decision.ip === undefined ? undefined : parseIp(decision.ip)
    const connection = facts === undefined ? peerOf(peer) : facts.peer
    const ip = client === undefined ? undefined : privacy.ip(client)
    const peerText = connection === undefined ? undefined : privacy.ip(connection)
    const values = facts === undefined || model.facts.length === 0 ? undefined : factsOf(facts.values)
    return {
      ...(ip !== undefined && { client_ip: ip }),
      ...(peerText !== undefined && peerText !== ip && { peer: peerText }),
      method,
      target: privacy.target(target),
      headers: headersOf(request),
      ...(user !== undefined && user !== null && { user: privacy.user(String(user)) }),
      ...(values !== undefined && { facts: values }),
      ...(hasCutHeaders === true && { cut_headers: true }),
    }
  }

  const hiding = hiddenParts()

  function maskedIn(input: LoggedInput): readonly string[] | undefined {
    if (hiding.length === 0) return undefined
    const masked = hiding.flatMap(({ pointer, isIn }) => (isIn(input) ? [pointer] : []))
    return masked.length === 0 ? undefined : masked
  }

  /** What these options hide, and whether a line has it. */
  function hiddenParts(): readonly HiddenPart[] {
    const parts: HiddenPart[] = []
    const hide = (pointer: string, isHidden: boolean, isIn: HiddenPart['isIn']): void => {
      if (isHidden) parts.push({ pointer, isIn })
    }
    const areAddressesHidden = privacy.addresses !== undefined
    hide('/input/client_ip', areAddressesHidden, ({ client_ip: ip }) => ip !== undefined)
    hide('/input/peer', areAddressesHidden, ({ client_ip: ip, peer }) => (peer ?? ip) !== undefined)
    hide('/input/user', privacy.areUsersHidden, ({ user }) => user !== undefined)
    hide(
      '/input/target',
      inputs.queries.some((name) => privacy.treatmentOf('query', name) !== 'whole'),
      ({ target }) => target.includes('?'),
    )
    for (const name of wanted)
      hide(
        `/input/headers/${pointerToken(name)}`,
        privacy.treatmentOf('header', name) !== 'whole',
        ({ headers }) => headers[name] !== undefined,
      )
    hide(
      '/input/headers/cookie',
      inputs.cookies.some((name) => privacy.treatmentOf('cookie', name) !== 'whole'),
      ({ headers }) => headers['cookie'] !== undefined,
    )
    for (const { name, type } of model.facts) {
      const isAddressFact = type === 'ip' || type === 'ips'
      hide(`/input/facts/${pointerToken(name)}`, areAddressesHidden && isAddressFact, () => true)
    }
    return parts
  }

  return { inputOf, maskedIn }
}

/** A part of requests that is hidden, as a JSON Pointer. */
interface HiddenPart {
  readonly pointer: string
  readonly isIn: (input: LoggedInput) => boolean
}

/** Returns the result of a decision. */
export function resultOf({ decision, wouldBe }: DecisionReport): LoggedResult {
  const made = wouldBe ?? decision
  const { outcome, reason, detail, status, rule, limits, shadows } = made
  return {
    outcome,
    reason,
    ...(detail !== undefined && { detail }),
    status,
    enforced: wouldBe === undefined,
    ...(rule !== undefined && { rule: ruleOf(rule) }),
    ...(limits.length > 0 && { limits: limits.map(limitOf) }),
    ...(shadows.length > 0 && { shadows: shadows.map(({ rule: each, would }) => ({ rule: ruleOf(each), would })) }),
  }
}

/** Returns a policy as lines name it. */
export function policyOf({ name, fingerprint }: Decision['policy']): DecisionLine['policy'] {
  return { ...(name !== undefined && { name }), revision: fingerprint }
}

function ruleOf({ id, name, file, line }: RuleRef): LoggedRule {
  return { id, ...(name !== undefined && { name }), at: `${file}:${line}` }
}

function limitOf({
  rule,
  admitted,
  remaining,
  resetMs,
  places,
  blocked,
}: Decision['limits'][number]): (LoggedResult['limits'] & {})[number] {
  const { id, name } = rule
  return {
    rule: id,
    ...(name !== undefined && { name }),
    admitted,
    remaining,
    reset_ms: Math.round(resetMs),
    ...(places !== undefined && { places }),
    ...(blocked === true && { blocked }),
  }
}

function factText(value: FactValue, privacy: Privacy): LoggedFact | undefined {
  if (value === undefined) return undefined
  if (isUnknownFact(value)) return null
  if (isTexts(value)) return value
  if (isAddress(value)) return privacy.ip(value)
  if (!isIps(value)) return value
  // Networks of an office or a home identify people as addresses do.
  if (privacy.addresses !== undefined) return undefined
  const prefixes: string[] = []
  for (const prefix of ipSetPrefixes(value.set)) {
    if (prefixes.length === maxPrefixes) return undefined
    prefixes.push(formatPrefix(prefix))
  }
  return prefixes.length === 0 && value.notEmpty ? ['no valid address'] : prefixes
}

function peerOf(peer: string | undefined): ReturnType<typeof parseIp> {
  return peer === undefined ? undefined : parseIp(peer.split('%', 1)[0]!)
}

/** A name as a part of a JSON Pointer (RFC 6901 §3). */
function pointerToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** How addresses are written, as the option names it. */
export function addressesText(addresses: Privacy['addresses']): string {
  if (addresses === undefined) return 'whole'
  return addresses === 'hash' ? 'hash' : `/${addresses[0]},/${addresses[1]}`
}
