import { openYaml } from '@tidegate/yaml-values'
import { finishDraft, type ImportedPolicy } from '../draft/finish-draft.ts'
import { createDraft, type PolicyDraft } from '../draft/policy-draft.ts'
import { createTextTests, noteAgents, type TextTests } from '../draft/text-tests.ts'
import type { ReadIncluded } from '../included-files.ts'
import type { CloudflareContext } from './expression-test.ts'
import { collect } from './collect.ts'
import { entriesOfFile } from './list-entries.ts'
import { writeRules } from './write-rules.ts'

/**
 * Converts an export of Cloudflare's API (JSON) to policy text: rulesets of custom and rate limiting rules, and the older firewall rules,
 * IP access rules, user agent rules and zone lockdowns. Comments name what is not imported.
 */
export function importCloudflare(text: string, file: string, included?: ReadIncluded): ImportedPolicy {
  // WHY: the reader of YAML, which knows lines, does not take tabs for blanks everywhere.
  const opened = isTerraform.test(text) ? undefined : openYaml(text.replaceAll('\t', ' '), file)
  const entries = new Map<string, readonly string[] | undefined>()
  const entriesOf = (name: string): readonly string[] | undefined => {
    if (!entries.has(name)) entries.set(name, entriesOfFile(name, included))
    return entries.get(name)
  }
  const exact = write(opened, file, entriesOf, true)
  const { exact: hasExact, folded } = exact.tests.seen()
  const { draft } = folded && !hasExact ? write(opened, file, entriesOf, false) : exact
  return finishDraft(draft)
}

const isTerraform = /^\s*(?:resource|terraform|provider|data|variable)\s+"/m

function write(
  opened: ReturnType<typeof openYaml> | undefined,
  file: string,
  entriesOf: (name: string) => readonly string[] | undefined,
  exactPaths: boolean,
): { readonly draft: PolicyDraft; readonly tests: TextTests } {
  const draft = createDraft(file, `imported from ${file} (export of Cloudflare)`)
  const tests = createTextTests(draft, exactPaths, true)
  if (opened === undefined) {
    draft.note(
      1,
      'Terraform configurations are not read: export the rules as JSON from the API (GET …/rulesets/phases/…/entrypoint)',
    )
    return { draft, tests }
  }
  const { root, problems } = opened
  for (const { line, message } of problems) draft.note(line, message)
  if (root === undefined) return { draft, tests }
  const exported = collect(root, draft)
  const context: CloudflareContext = {
    draft,
    tests,
    list: (name) => exported.lists.get(name) ?? entriesOf(name),
  }
  writeRules(exported, context)
  const { path } = tests.seen()
  noteAgents(draft, 1)
  if (path && exactPaths) draft.declare('paths match exactly')
  if (path)
    draft.remark(1, 'a policy compares paths after they are normalised; Cloudflare does if it is set to normalise URLs')
  if (path && !exactPaths)
    draft.note(1, 'paths are compared without one slash at their end, Cloudflare compares them with it')
  draft.remark(
    1,
    'if the server is behind Cloudflare, add `client ip from cf-connecting-ip trusting …` with the addresses of Cloudflare',
  )
  return { draft, tests }
}
