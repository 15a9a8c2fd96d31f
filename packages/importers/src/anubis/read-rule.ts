import type { YamlValue } from '@tidegate/yaml-values'
import { agentCondition, readAgentRegex } from '../draft/agent-condition.ts'
import { allOf, anyOf, type Condition, isIn, test } from '../draft/condition.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { conditionOfParts } from '../draft/path-condition.ts'
import { readPathRegex } from '../draft/path-patterns.ts'
import { type PolicyDraft, quoted } from '../draft/policy-draft.ts'
import { readTextRegex } from '../draft/text-condition.ts'
import { readCel } from './read-cel.ts'

/** A bot rule of Anubis; `condition` is undefined if the policy language has no equivalent. */
export interface AnubisRule {
  readonly name: string
  readonly action: string
  readonly line: number
  readonly file: string | undefined
  readonly condition: Condition | undefined
}

/** Returns a rule; undefined, with a note, for an item that is not one. */
export function readRule(
  item: YamlValue,
  file: string | undefined,
  exactPaths: boolean,
  draft: PolicyDraft,
  said: Set<string>,
): AnubisRule | undefined {
  if (!item.isMap) {
    draft.note(item.line, 'skipped a rule that is not a map', file)
    return undefined
  }
  const fields = new Map(item.entries())
  const name = textOf(fields.get('name'))
  const action = textOf(fields.get('action')).toUpperCase()
  // Weights are not supported, whatever their conditions.
  const condition =
    action === 'WEIGH' ? undefined : conditionOf({ fields, name, item, file, exactPaths, draft, action, said })
  return { name, action, line: item.line, file, condition }
}

interface Reading {
  readonly fields: ReadonlyMap<string, YamlValue>
  readonly name: string
  readonly action: string
  readonly item: YamlValue
  readonly file: string | undefined
  readonly exactPaths: boolean
  readonly draft: PolicyDraft
  /** What has been noted once, and is true of many rules. */
  readonly said: Set<string>
}

const withoutEquivalent: Readonly<Record<string, string>> = {
  asns: 'autonomous systems are unknown here: list their addresses',
  geoip: 'countries need a plugin: see @tidegate/geoip-plugin',
}

/** Returns the conjunction of all conditions of a rule; undefined, with a note, if a part has no equivalent. */
function conditionOf({ fields, name, action, item, file, exactPaths, draft, said }: Reading): Condition | undefined {
  const parts: Condition[] = []
  const effect = action === 'DENY' || action === '' ? '' : ', so that later rules may refuse these requests'
  const note = (message: string): void => draft.note(item.line, `${name}: ${message}`, file)
  const lost = (why: string): undefined => note(`the rule is not imported${effect}: ${why}`) as undefined
  const partly = (what: string, alternatives: readonly string[], approximated: readonly string[]): void => {
    for (const source of alternatives.slice(0, 20))
      note(`${what} \`${source}\` is not imported${effect}: it has no equivalent`)
    if (alternatives.length > 20) note(`${alternatives.length - 20} more alternatives have no equivalent`)
    for (const why of approximated) {
      if (!/^(?:each `\.`|case is ignored)/.test(why)) note(`${what}: ${why}`)
      else if (!said.has(why)) {
        said.add(why)
        note(`in the patterns of this policy, ${why}`)
      }
    }
  }
  for (const [key, why] of Object.entries(withoutEquivalent)) if (fields.has(key)) return lost(why)
  const agent = fields.get('user_agent_regex')
  if (agent !== undefined) {
    const read = readAgentRegex(textOf(agent).trim())
    partly('the user agent', read.lost, read.approximated)
    const condition = agentCondition(draft, name, [read], () =>
      note('more than 100 texts are compared without regard to case'),
    )
    if (condition.kind === 'never') return lost('its pattern of user agents has no equivalent')
    parts.push(condition)
  }
  const path = fields.get('path_regex')
  if (path !== undefined) {
    const { parts: known, lost: alternatives, approximated } = readPathRegex(textOf(path).trim())
    partly('the path', alternatives, approximated)
    if (known.length === 0) return lost('its pattern of paths has no equivalent')
    parts.push(conditionOfParts(known, exactPaths))
  }
  const headers = fields.get('headers_regex')
  for (const [header, value] of headers?.isMap === true ? headers.entries() : []) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) return lost(`${header} is not the name of a header field`)
    const read = readTextRegex(`header(${quoted(header.toLowerCase())})`, textOf(value).trim())
    partly(`the header ${header}`, read.lost, read.approximated)
    if (read.condition === undefined) return lost(`the pattern of the header ${header} has no equivalent`)
    const subject = `header(${quoted(header.toLowerCase())})`
    // A pattern that matches an empty text does not match a field that is absent.
    parts.push(allOf([test(`${subject} is present`, `${subject} is absent`), read.condition]))
  }
  const addresses = fields.get('remote_addresses')
  if (addresses !== undefined) {
    const texts = addresses.isList ? addresses.items() : []
    const entries = texts.flatMap((text) => {
      const entry = addressEntry(textOf(text))
      if (entry === undefined) draft.note(text.line, `${name}: skipped \`${textOf(text)}\`: not an address`, file)
      return entry ?? []
    })
    if (entries.length === 0) return lost('it contains no addresses')
    parts.push(isIn('ip', draft.list(`${name}_addresses`, entries)))
  }
  const expression = fields.get('expression')
  if (expression !== undefined) {
    const condition = expressionOf(expression)
    if (condition === undefined) return undefined
    parts.push(condition)
  }
  if (parts.length === 0) return lost('it has no condition')
  const condition = allOf(parts)
  if (action === 'DENY' && !said.has('robots') && /\bbot in\b|\bagent\b/.test(JSON.stringify(condition))) {
    said.add('robots')
    note('rules about user agents do not apply to GET and HEAD of /robots.txt: crawlers must be able to read it')
  }
  return condition

  /** Returns the condition of an expression, or of a map with a list `all` or `any`. */
  function expressionOf(value: YamlValue): Condition | undefined {
    const entries = value.isMap ? value.entries() : []
    const [key, list] = entries.find(([each]) => each === 'all' || each === 'any') ?? []
    const sources = list?.isList === true ? list.items().map(textOf) : [textOf(value)]
    const read = sources.map((source) => readCel(source, name, exactPaths, draft))
    const known = read.filter((each) => typeof each !== 'string')
    const unknown = read.filter((each) => typeof each === 'string')
    if (unknown.length === 0) return key === 'any' ? anyOf(known) : allOf(known)
    if (key !== 'any' || known.length === 0) return lost(unknown[0]!)
    for (const why of unknown.slice(0, 20)) note(`one of its alternatives is not imported${effect}: ${why}`)
    return anyOf(known)
  }
}

/** Returns a scalar as text; empty for anything else. */
export function textOf(value: YamlValue | undefined): string {
  const plain = value?.plain()
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : ''
}
