import { openYaml, type YamlValue } from '@tidegate/yaml-values'
import { agentCondition, agentTestsOfRegex } from '../draft/agent-condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { allOf, anyOf, type Condition, conditionText, isIn, never, pathIn } from '../draft/condition.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { patternsOfRegex } from '../draft/path-patterns.ts'
import { createDraft, type PolicyDraft, quoted } from '../draft/policy-draft.ts'
import { textConditionOfRegex } from '../draft/text-condition.ts'

/** A bot rule of Anubis: its condition in the language, unless that cannot be said. */
interface BotRule {
  readonly name: string
  readonly action: string
  readonly line: number
  readonly condition: Condition | undefined
}

/**
 * Policy text of an Anubis bot policy (YAML or JSON). There the first rule that matches decides; here each `DENY` is a `block` that
 * spares whom an earlier `ALLOW` or `CHALLENGE` takes. Challenges, weights and imports are not carried over, and are said in comments.
 */
export function importAnubis(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `from ${file}, a bot policy of Anubis`)
  const { root, problems } = openYaml(text, file)
  for (const { line, message } of problems) draft.note(line, message)
  const bots = root?.isMap === true ? root.entries().find(([key]) => key === 'bots')?.[1] : undefined
  for (const [key, value] of root?.isMap === true ? root.entries() : []) noteSetting(key, value, draft)
  if (bots?.isList === true) writeBots(bots, draft)
  else draft.note(1, 'there is no list of `bots`')
  return finishDraft(draft)
}

const settings: Readonly<Record<string, string>> = {
  dnsbl: 'lists of addresses that are asked for by DNS are not known to the language: fetch one as a list file',
  thresholds: 'weights are not carried over, and neither are the challenges that they lead to',
}

function noteSetting(key: string, value: YamlValue, draft: PolicyDraft): void {
  const why = Object.hasOwn(settings, key) ? settings[key]! : ''
  if (why !== '' && value.plain() !== false) draft.note(value.line, `${key}: ${why}`)
}

function writeBots(bots: YamlValue, draft: PolicyDraft): void {
  let spared: Condition = never
  const names = new Set<string>()
  for (const item of bots.items()) {
    const rule = readRule(item, draft)
    if (rule === undefined) continue
    const { name, action, line, condition } = rule
    switch (action) {
      case 'ALLOW':
      case 'CHALLENGE':
      case 'BENCHMARK':
        if (action !== 'ALLOW') draft.note(line, `${name}: ${action} is not carried over, these requests pass`)
        if (condition?.kind === 'always')
          return draft.note(line, `${name} takes every request: what comes behind it never counts`)
        if (condition !== undefined) spared = anyOf([spared, condition])
        break
      case 'DENY': {
        if (condition === undefined) break
        const unless = spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`
        const shown = name.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 60)
        const named = shown === '' || names.has(shown) ? '' : `  as ${quoted(shown)}`
        names.add(shown)
        draft.rule(`block ${conditionText(condition)}${unless}${named}`)
        break
      }
      case 'WEIGH':
        draft.note(line, `${name}: weights are not carried over`)
        break
      default:
        draft.note(line, `${name}: there is no action ${action}`)
    }
  }
}

function readRule(item: YamlValue, draft: PolicyDraft): BotRule | undefined {
  if (!item.isMap) {
    draft.note(item.line, 'a rule that is no map is left out')
    return undefined
  }
  const fields = new Map(item.entries())
  const imported = fields.get('import')
  if (imported !== undefined) {
    const path = textOf(imported)
    const what = path.startsWith('(data)')
      ? 'it is part of Anubis: what it names may be in the catalogue (`bots … = catalog "ai-training"`)'
      : 'import that file as well'
    draft.note(item.line, `import ${path} is not followed: ${what}`)
    return undefined
  }
  const name = textOf(fields.get('name'))
  const action = textOf(fields.get('action')).toUpperCase()
  return { name, action, line: item.line, condition: conditionOf(fields, name, item.line, draft) }
}

/** All that a rule asks for together; undefined, and noted, where a part cannot be said. */
function conditionOf(
  fields: ReadonlyMap<string, YamlValue>,
  name: string,
  line: number,
  draft: PolicyDraft,
): Condition | undefined {
  const parts: Condition[] = []
  const lost = (what: string): undefined =>
    draft.note(line, `${name} is not carried over: ${what} cannot be said here`) as undefined
  for (const key of ['expression', 'asns', 'geoip']) if (fields.has(key)) return lost(`\`${key}\``)
  const agent = fields.get('user_agent_regex')
  if (agent !== undefined) {
    const tests = agentTestsOfRegex(textOf(agent).trim())
    const condition = tests === undefined ? undefined : agentCondition(draft, name, [tests])
    if (condition === undefined || condition.kind === 'never') return lost(`the pattern ${textOf(agent)}`)
    parts.push(condition)
  }
  const path = fields.get('path_regex')
  if (path !== undefined) {
    const patterns = patternsOfRegex(textOf(path).trim())
    if (patterns === undefined) return lost(`the pattern ${textOf(path)}`)
    parts.push(pathIn(patterns))
  }
  const headers = fields.get('headers_regex')
  for (const [header, value] of headers?.isMap === true ? headers.entries() : []) {
    const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(header)
    const condition = isName
      ? textConditionOfRegex(
          `header(${quoted(header.toLowerCase())})`,
          textOf(value).trim(),
          textOf(value).trim().startsWith('(?i'),
        )
      : undefined
    if (condition === undefined) return lost(`the pattern of header ${header}`)
    parts.push(condition)
  }
  const addresses = fields.get('remote_addresses')
  if (addresses !== undefined) {
    const texts = addresses.isList ? addresses.items().map(textOf) : []
    const entries = texts.flatMap((text) => addressEntry(text) ?? [])
    if (entries.length === 0 || entries.length < texts.length) return lost('an address that is none')
    parts.push(isIn('ip', draft.list(`${name}_addresses`, entries)))
  }
  if (parts.length === 0) return lost('a rule without a condition')
  return allOf(parts)
}

function textOf(value: YamlValue | undefined): string {
  const plain = value?.plain()
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : ''
}
