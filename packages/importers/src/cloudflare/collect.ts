import type { YamlValue } from '@tidegate/yaml-values'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { itemsOf, membersOf, textOf } from './json-text.ts'
import { entriesOf } from './list-entries.ts'

/** A ruleset of the export. */
export interface Ruleset {
  readonly id: string
  readonly kind: string
  readonly phase: string
  readonly name: string
  readonly line: number
  readonly rules: readonly YamlValue[]
}

/** What an export contains, by kind. */
export interface Exported {
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly rulesets: readonly Ruleset[]
  /** Firewall rules of before rulesets. */
  readonly firewallRules: readonly YamlValue[]
  readonly accessRules: readonly YamlValue[]
  readonly agentRules: readonly YamlValue[]
  readonly lockdowns: readonly YamlValue[]
}

const maxDepth = 12

/** Finds rules in an export, whatever envelopes (`result`, several exports in one list) are around them. */
export function collect(root: YamlValue, draft: PolicyDraft): Exported {
  const lists = new Map<string, readonly string[]>()
  const rulesets: Ruleset[] = []
  /** The rules of the last ruleset, if it stands for rules without one. */
  let loose: YamlValue[] = []
  const firewallRules: YamlValue[] = []
  const accessRules: YamlValue[] = []
  const agentRules: YamlValue[] = []
  const lockdowns: YamlValue[] = []

  function visit(value: YamlValue, depth: number): void {
    if (depth > maxDepth) return draft.note(value.line, 'it is nested too deeply')
    for (const item of itemsOf(value)) visit(item, depth + 1)
    if (!value.isMap) return
    const fields = membersOf(value)
    const name = textOf(fields.get('name'))
    const rules = fields.get('rules')
    if (fields.has('terraform_version') || fields.has('planned_values') || fields.has('resource'))
      draft.note(
        value.line,
        'Terraform states, plans and configurations are not read: export the rules as JSON from the API',
      )
    else if (textOf(fields.get('success')) === 'false')
      draft.note(value.line, 'it is an error of the API, not an export')
    else if (rules?.isList === true)
      rulesets.push({
        id: textOf(fields.get('id')),
        kind: textOf(fields.get('kind')),
        phase: textOf(fields.get('phase')) || 'http_request_firewall_custom',
        name: name || textOf(fields.get('phase')),
        line: value.line,
        rules: rules.items(),
      })
    else if (fields.has('phase')) {
      if (textOf(fields.get('kind')) !== 'managed')
        draft.note(value.line, `the ruleset ${name} is exported without its rules: get it by its id`)
    } else if (fields.has('filter') && fields.has('action')) firewallRules.push(value)
    else if (fields.has('expression') && fields.has('action')) {
      const phase = fields.has('ratelimit') ? 'http_ratelimit' : 'http_request_firewall_custom'
      const last = rulesets.at(-1)
      // Rules of a list without a ruleset belong together.
      if (last?.rules === loose && last.phase === phase) loose.push(value)
      else {
        loose = [value]
        rulesets.push({ id: '(rules)', kind: 'zone', phase, name: phase, line: value.line, rules: loose })
      }
    } else if (fields.has('mode') && fields.get('configuration')?.isMap === true)
      (textOf(membersOf(fields.get('configuration')).get('target')) === 'ua' ? agentRules : accessRules).push(value)
    else if (fields.has('urls') && fields.has('configurations')) lockdowns.push(value)
    else if (fields.has('match') && fields.has('threshold'))
      draft.note(
        value.line,
        'rate limits of before rulesets are not read: export the rules of the phase http_ratelimit',
      )
    else if (name !== '' && fields.get('items')?.isList === true) lists.set(name, entriesOf(fields.get('items')!))
    else if (name !== '' && fields.has('num_items')) {
      if (!lists.has(name))
        draft.remark(
          value.line,
          `the list ${name} is exported without its items: save them as ${name}.json next to this file`,
        )
    } else if (fields.has('expression'))
      draft.note(value.line, 'a filter without a rule is not imported: export the firewall rules')
    else for (const inner of fields.values()) visit(inner, depth + 1)
  }

  visit(root, 0)
  return { lists, rulesets, firewallRules, accessRules, agentRules, lockdowns }
}
