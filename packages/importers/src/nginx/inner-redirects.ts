import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { LocationMatch } from './location-match.ts'
import { searchLocation } from './location-search.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText, noteAt } from './place.ts'

/**
 * Notes the directives of a server that send requests to another location after its own rules: `try_files`, `index` and `error_page`. Files
 * cannot be distinguished from other paths, so the rules of that location are not applied to them.
 */
export function noteInnerRedirects(server: Directive, level: readonly LocationMatch[], draft: PolicyDraft): void {
  within(server)

  function within(context: Directive): void {
    for (const directive of context.block ?? []) {
      if (directive.name === 'try_files')
        noteTarget(directive, directive.args.at(-1) ?? '', context, 'files that do not exist')
      if (directive.name === 'error_page') notePage(directive)
      if (directive.name === 'index') {
        for (const file of directive.args)
          noteTarget(directive, file.startsWith('/') ? file : `/${file}`, context, 'folders')
      }
      if (directive.block !== undefined && (directive.name === 'location' || directive.name === 'if')) within(directive)
    }
  }

  function notePage(directive: Directive): void {
    const target = locationOf(directive.args.at(-1) ?? '')
    if (target?.block?.some(({ name }) => ['limit_req', 'return', 'if'].includes(name)) !== true) return
    const rules = `the rules of ${directiveText(target)} in line ${target.line} apply to them`
    noteAt(
      draft,
      directive,
      `${directiveText(directive)} sends refused requests to its page in nginx, where ${rules}; here they do not`,
    )
  }

  function locationOf(uri: string): Directive | undefined {
    if (uri.startsWith('@')) return namedLocation(server, uri)
    return searchLocation(level, uri.replace(/[?$].*$/s, '')).chain.at(-1)?.directive
  }

  function noteTarget(directive: Directive, uri: string, context: Directive, what: string): void {
    if (/^=\d{3}$/.test(uri)) return
    const target = locationOf(uri)
    if (target === undefined || target === context || !hasRules(target)) return
    const rules = `the rules of ${directiveText(target)} in line ${target.line} apply to them too`
    noteAt(
      draft,
      directive,
      `${directiveText(directive)} sends requests for ${what} to ${uri} in nginx, where ${rules}; here they do not`,
    )
  }
}

/** Whether a block has rules of its own, which could refuse requests. */
export function hasRules({ block = [] }: Directive): boolean {
  return block.some(({ name }) => deciding.has(name))
}

/** Whether a location in a block, at any depth, has rules of its own. */
export function someLocationHasRules(block: readonly Directive[]): boolean {
  return block.some((each) => each.name === 'location' && (hasRules(each) || someLocationHasRules(each.block ?? [])))
}

const deciding: ReadonlySet<string> = new Set([
  'allow',
  'deny',
  'limit_req',
  'limit_conn',
  'if',
  'return',
  'limit_except',
  'auth_basic',
  'auth_request',
])

function namedLocation({ block = [] }: Directive, name: string): Directive | undefined {
  return block.find((each) => each.name === 'location' && each.args[0] === name)
}
