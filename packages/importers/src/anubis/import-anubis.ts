import { openYaml, type YamlValue } from '@tidegate/yaml-values'
import { allOf, anyOf, type Condition, conditionText, never, notOf } from '../draft/condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { createDraft, type PolicyDraft, quoted } from '../draft/policy-draft.ts'
import type { ReadIncluded } from '../included-files.ts'
import { type AnubisRule, readRule, textOf } from './read-rule.ts'
import { followImports } from './follow-imports.ts'

/**
 * Converts a bot policy of Anubis (YAML or JSON), or a list of rules that one imports, to policy text. In Anubis the first rule that matches
 * decides; here each `DENY` becomes a `block` with exceptions for requests that an earlier `ALLOW` or `CHALLENGE` matches. Imports are followed
 * with `included`. Challenges and weights are not imported; notes list them.
 */
export function importAnubis(text: string, file: string, included?: ReadIncluded): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (Anubis bot policy)`)
  const { root, problems } = openYaml(text, file)
  for (const { line, message } of problems) draft.note(line, message)
  const settings = root?.isMap === true ? root.entries() : []
  for (const [key, value] of settings) noteSetting(key, value, draft)
  const items = root === undefined ? [] : followImports(root, undefined, included, draft)
  const exactPaths = !items.some(({ item }) => ignoresCaseOfPaths(item))
  const said = new Set<string>()
  const rules = items.flatMap(({ item, file: from }) => readRule(item, from, exactPaths, draft, said) ?? [])
  writeRules(rules, statusOf(settings), draft)
  if (exactPaths && /^(?!#).*\bpath (?:not )?(?:in|==|contains|starts|ends)\b/m.test(draft.text()))
    draft.declare('paths match exactly')
  return finishDraft(draft)
}

const settingsWithout: Readonly<Record<string, string>> = {
  dnsbl: 'DNS block lists are not supported: download the addresses to a list file',
  thresholds: 'weights and the challenges or refusals that depend on them are not supported',
  honeypot: 'it is not supported',
}

function noteSetting(key: string, value: YamlValue, draft: PolicyDraft): void {
  const why = Object.hasOwn(settingsWithout, key) ? settingsWithout[key]! : ''
  if (why !== '' && value.plain() !== false) draft.note(value.line, `${key}: ${why}`)
}

/** Returns the clause that answers denied requests with the status that the file names, if it is one of a refusal. */
function statusOf(settings: readonly (readonly [string, YamlValue])[]): string {
  const codes = settings.find(([key]) => key === 'status_codes')?.[1]
  const status =
    codes?.isMap === true ? Number(textOf(codes.entries().find(([key]) => key === 'DENY')?.[1])) : Number.NaN
  return status >= 400 && status <= 599 && status !== 403 ? `  reply ${status}` : ''
}

function ignoresCaseOfPaths(item: YamlValue): boolean {
  const path = item.isMap ? item.entries().find(([key]) => key === 'path_regex')?.[1] : undefined
  return /\(\?[a-z]*i/.test(textOf(path))
}

function writeRules(rules: readonly AnubisRule[], reply: string, draft: PolicyDraft): void {
  const spared: Condition[] = []
  const names = new Set<string>()
  let run: (readonly [AnubisRule, Condition])[] = []
  for (const rule of rules) {
    const { name, action, line, file, condition } = rule
    const note = (message: string): void => draft.note(line, `${name}: ${message}`, file)
    switch (action) {
      case 'ALLOW':
      case 'CHALLENGE':
      case 'BENCHMARK':
      case 'DEBUG_BENCHMARK':
        if (action !== 'ALLOW') note(`${action} is not supported, so these requests pass`)
        if (condition?.kind === 'always') {
          writeRun()
          return draft.note(line, `${name} matches every request, so the rules after it are never reached`, file)
        }
        if (condition === undefined || condition.kind === 'never') break
        writeRun()
        spared.push(condition)
        break
      case 'DENY':
        if (condition !== undefined) run.push([rule, condition])
        break
      case 'WEIGH':
        note('weights are not supported')
        break
      default:
        note(`unknown action ${action}`)
    }
  }
  writeRun()

  /** Writes denials between which no request is admitted. */
  function writeRun(): void {
    const exception = anyOf(spared.length === 0 ? [never] : spared)
    const [only, ...others] = run
    if (only === undefined) return
    if (others.length === 0) writeDenial(...only, exception)
    else draft.where(notOf(exception), () => run.forEach(([rule, condition]) => writeDenial(rule, condition, never)))
    run = []
  }

  function writeDenial({ name }: AnubisRule, condition: Condition, exception: Condition): void {
    const unless = exception.kind === 'never' ? '' : ` unless ${conditionText(exception)}`
    const shown = name.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 60)
    const named = shown === '' || names.has(shown) ? '' : `  as ${quoted(shown)}`
    names.add(shown)
    const where = allOf([condition])
    if (where.kind !== 'never') draft.rule(`block ${conditionText(where)}${unless}${named}${reply}`)
  }
}
