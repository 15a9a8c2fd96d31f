import { openYaml, type YamlValue } from '@tidegate/yaml-values'
import { agentCondition, agentTestsOfRegex } from '../draft/agent-condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { allOf, anyOf, type Condition, conditionText, isIn, never, pathIn } from '../draft/condition.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { patternsOfRegex } from '../draft/path-patterns.ts'
import { createDraft, type PolicyDraft, quoted } from '../draft/policy-draft.ts'
import { textConditionOfRegex } from '../draft/text-condition.ts'

/** A bot rule of Anubis; `condition` is undefined if the policy language has no equivalent. */
interface BotRule {
  readonly name: string
  readonly action: string
  readonly line: number
  readonly condition: Condition | undefined
}

/**
 * Converts a bot policy of Anubis (YAML or JSON) to policy text. In Anubis the first rule that matches decides; here each `DENY`
 * becomes a `block` with exceptions for requests that an earlier `ALLOW` or `CHALLENGE` matches. Challenges, weights and imports
 * are not imported; comments in the policy text list them.
 */
export function importAnubis(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (Anubis bot policy)`)
  const { root, problems } = openYaml(text, file)
  for (const { line, message } of problems) draft.note(line, message)
  const bots = root?.isMap === true ? root.entries().find(([key]) => key === 'bots')?.[1] : undefined
  for (const [key, value] of root?.isMap === true ? root.entries() : []) noteSetting(key, value, draft)
  if (bots?.isList === true) writeBots(bots, draft)
  else draft.note(1, 'the file contains no list `bots`')
  return finishDraft(draft)
}

const settings: Readonly<Record<string, string>> = {
  dnsbl: 'DNS block lists are not supported: download the addresses to a list file',
  thresholds: 'weights and the challenges that depend on them are not supported',
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
        if (action !== 'ALLOW') draft.note(line, `${name}: ${action} is not supported, so these requests pass`)
        if (condition?.kind === 'always')
          return draft.note(line, `${name} matches every request, so the rules after it are never reached`)
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
        draft.note(line, `${name}: weights are not supported`)
        break
      default:
        draft.note(line, `${name}: unknown action ${action}`)
    }
  }
}

function readRule(item: YamlValue, draft: PolicyDraft): BotRule | undefined {
  if (!item.isMap) {
    draft.note(item.line, 'skipped a rule that is not a map')
    return undefined
  }
  const fields = new Map(item.entries())
  const imported = fields.get('import')
  if (imported !== undefined) {
    const path = textOf(imported)
    const what = path.startsWith('(data)')
      ? 'it is built into Anubis; its bots may be in the catalogue (`bots … = catalog "ai-training"`)'
      : 'import that file too'
    draft.note(item.line, `import ${path} is not resolved: ${what}`)
    return undefined
  }
  const name = textOf(fields.get('name'))
  const action = textOf(fields.get('action')).toUpperCase()
  return { name, action, line: item.line, condition: conditionOf(fields, name, item.line, draft) }
}

/** Returns the conjunction of all conditions of a rule; undefined, with a note, if a part has no equivalent. */
function conditionOf(
  fields: ReadonlyMap<string, YamlValue>,
  name: string,
  line: number,
  draft: PolicyDraft,
): Condition | undefined {
  const parts: Condition[] = []
  const lost = (what: string): undefined =>
    draft.note(line, `${name} is not imported: ${what} has no equivalent`) as undefined
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
    if (entries.length === 0 || entries.length < texts.length) return lost('an invalid address')
    parts.push(isIn('ip', draft.list(`${name}_addresses`, entries)))
  }
  if (parts.length === 0) return lost('a rule without a condition')
  return allOf(parts)
}

function textOf(value: YamlValue | undefined): string {
  const plain = value?.plain()
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : ''
}
