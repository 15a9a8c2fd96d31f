import { both, certainly, differences, type Expression, isTrue, known } from '../draft/expression.ts'
import { allOf, type Condition, type ConditionTest, notOf } from '../draft/condition.ts'
import type { OrderedRules, RulePlace } from '../draft/ordered-rules.ts'
import { type Acls, aclsOf, ruleCondition, type RuleCondition } from './acl-condition.ts'
import { readFetch } from './fetch.ts'
import type { HaproxyContext, HaproxyState } from './haproxy-context.ts'
import type { HaproxyLine } from './parse-haproxy.ts'
import type { Proxy } from './proxies.ts'
import { type RuleAction, ruleAction } from './rule-action.ts'
import { keyOfSample, writeLimit } from './write-limit.ts'

/** The lists of rules of a proxy, in the order in which HAProxy evaluates them. */
const lists: readonly (readonly string[])[] = [
  ['tcp-request', 'connection'],
  ['tcp-request', 'session'],
  ['tcp-request', 'content'],
  ['block'],
  ['http-request'],
  ['redirect'],
]

/** Writes the rules of one proxy for the requests of a region. */
export function writeRules(
  proxy: Proxy,
  region: Condition,
  rules: OrderedRules,
  context: HaproxyContext,
  state: HaproxyState,
): HaproxyState {
  const acls = aclsOf(proxy.lines)
  const redirects = new Map(
    proxy.lines.flatMap(({ words: [name = '', status = ''], line }) =>
      name.startsWith('errorloc') ? [[status, line] as const] : [],
    ),
  )
  let current = state
  for (const names of lists) {
    rules.beginList()
    for (const line of proxy.lines)
      if (names.every((name, index) => line.words[index] === name))
        current = writeRule(line, names.length, { proxy, region, rules, context, acls, redirects }, current)
  }
  rules.beginList()
  return current
}

interface Writing {
  readonly proxy: Proxy
  readonly region: Condition
  readonly rules: OrderedRules
  readonly context: HaproxyContext
  readonly acls: Acls
  /** The lines of `errorloc`, by status. */
  readonly redirects: ReadonlyMap<string, number>
}

function writeRule({ words, line }: HaproxyLine, skipped: number, writing: Writing, state: HaproxyState): HaproxyState {
  const { proxy, region, rules, context, acls } = writing
  const { draft } = context
  const at = words.findIndex((word, index) => index >= skipped && (word === 'if' || word === 'unless'))
  const action = actionOf(words, words.slice(skipped, at < 0 ? undefined : at))
  if (action.kind === 'none') return state
  const condition = ruleCondition(at < 0 ? [] : words.slice(at), line, acls, context, state)
  const place: RulePlace = { line, label: words.slice(0, at < 0 ? undefined : at).join(' ') }
  switch (action.kind) {
    case 'refuse': {
      const { status } = action
      if (status < 400 || status > 599) {
        rules.spare('answer', region, plainOf(condition, place, context), place)
        return state
      }
      const location = writing.redirects.get(String(status))
      if (location !== undefined)
        draft.note(line, `line ${location} sends a redirect instead of ${status}; here the reply has status ${status}`)
      if (
        action.difference !== undefined &&
        (condition.rates.length > 0 || certainly(condition.plain).kind !== 'never')
      )
        draft.note(line, `${place.label}: ${action.difference}`)
      const reply = { status, ...(action.text !== undefined && { text: action.text }) }
      for (const { rate, rest } of condition.rates)
        writeLimit({ rate, rest, region, spared: rules.spared(), reply, place, section: proxy.name }, context, state)
      if (condition.hasPlain) rules.refuse(region, condition.plain, reply, place)
      return state
    }
    case 'accept':
      rules.spare('list', region, plainOf(condition, place, context), place)
      return state
    case 'answer':
      rules.spare('answer', region, plainOf(condition, place, context), place)
      return state
    case 'lost':
      draft.note(line, `${place.label} is not imported: ${action.why}`)
      return state
    case 'track': {
      const key = keyOfSample(state.variables.get(/^var\(([\w.]+)\)$/.exec(action.sample)?.[1] ?? '') ?? action.sample)
      const table = action.table ?? proxy.name
      const counted = plainOf(condition, place, context)
      const reached = allOf([region, notOf(rules.spared())])
      const within: Expression = reached.kind === 'always' ? counted : both(known(reached), counted)
      const track = { slot: action.slot, key, condition: within, table, sample: action.sample, line }
      return { ...state, tracks: [...state.tracks, track] }
    }
    case 'change':
      state.changed.set(action.sample, `line ${line} (${words[1] ?? words[0] ?? ''})`)
      if (action.sample === 'path')
        for (const other of ['pathq', 'url', 'base']) state.changed.set(other, `line ${line}`)
      return state
    case 'variable':
      if (at < 0 && readFetch(action.sample) !== undefined) state.variables.set(action.name, action.sample)
      else state.variables.delete(action.name)
      return state
    case 'source':
      return clientFrom(action.sample, at < 0 ? isTrue : condition.plain, place, context, state)
  }
}

function actionOf(words: readonly string[], rest: readonly string[]): RuleAction {
  if (words[0] === 'block') return { kind: 'refuse', status: 403 }
  return words[0] === 'redirect' ? { kind: 'answer' } : ruleAction(rest)
}

function plainOf({ plain, rates }: RuleCondition, place: RulePlace, { draft }: HaproxyContext): Expression {
  for (const { rate } of rates)
    draft.note(place.line, `${place.label}: the alternative with ${rate.label} has no equivalent`)
  return plain
}

/** Declares where the address of the client comes from. */
function clientFrom(
  sample: string,
  condition: Expression,
  place: RulePlace,
  { draft }: HaproxyContext,
  state: HaproxyState,
): HaproxyState {
  const fetch = readFetch(sample)
  const lost = (why: string): HaproxyState => {
    draft.note(place.line, `${place.label} is not imported: ${why}; the rules test the address of the connection`)
    return state
  }
  const [name = '', occurrence = '-1'] = fetch?.args ?? []
  const isHeader = fetch !== undefined && /^f?hdr(?:_ip)?$/.test(fetch.name) && fetch.converters.length === 0
  if (!isHeader || !/^[a-z][\w-]*$/i.test(name)) return lost('only the address of a header field has an equivalent')
  const header = name.toLowerCase()
  const isList = header === 'x-forwarded-for' || header === 'forwarded'
  if (isList && occurrence !== '-1') return lost('a policy reads the list from the right')
  const trusted = certainly(condition)
  const set =
    trusted.kind === 'test' ? trustedSet(trusted) : trusted.kind === 'always' && !isList ? '0.0.0.0/0, ::/0' : undefined
  if (differences(condition).length > 0 || set === undefined)
    return lost('write `client ip from … trusting …` with the addresses of your proxies')
  if (isList)
    draft.remark(
      place.line,
      `HAProxy takes the last address of ${name}; a policy skips those that are trusted themselves`,
    )
  draft.declare(`client ip from ${header} trusting ${set}`)
  return { ...state, hasClient: true }
}

function trustedSet({ text }: ConditionTest): string | undefined {
  return /^(?:ip|peer) in (.+)$/.exec(text)?.[1]
}
