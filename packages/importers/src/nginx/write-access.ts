import { type Condition, conditionText } from '../draft/condition.ts'
import { accessOf, type AccessLine, addressEntry } from '../draft/ordered-access.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { refusedWith } from './error-page.ts'
import type { Inherited, NginxContext } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText, noteAt } from './place.ts'
import { replacedWithin } from './replaced-within.ts'

/** Writes `allow` and `deny` of one context, except for nested contexts that have their own lists, as in nginx. */
export function writeAccess(directives: readonly Directive[], context: NginxContext, inherited: Inherited): void {
  const { draft } = context
  const own = directives.filter(({ name, block }) => (name === 'allow' || name === 'deny') && block === undefined)
  const [first] = own
  if (first === undefined) return
  const lines: AccessLine[] = []
  for (const directive of own) {
    const { name, args } = directive
    const [text = ''] = args
    const entry = text === 'all' ? 'all' : addressEntry(text)
    if (entry === undefined) noteAt(draft, directive, `${name} ${text} is not imported: it is not an address`)
    else lines.push({ allow: name === 'allow', entry })
  }
  const { where, unknown } = replacedWithin(directives, hasList, context)
  for (const inner of unknown) {
    const text = directiveText(inner)
    noteAt(draft, inner, `${text} has its own list in nginx; here the list of the enclosing block applies as well`)
  }
  if (where.kind === 'always') return
  const reply = refusedWith(403, inherited.pages)
  if (reply.kind === 'elsewhere') {
    noteAt(
      draft,
      first,
      `this list is not imported: ${reply.page.text} in line ${reply.page.place.line} replaces the refusal`,
    )
    return
  }
  const withUser = inherited.satisfiesAny && inherited.asksForUser
  if (withUser)
    noteAt(
      draft,
      first,
      'with satisfy any, nginx also admits clients that authenticate; here those with a user, whom the application identifies',
    )
  writeRule(lines, where, { withUser, status: reply.status }, draft)
}

function writeRule(
  lines: readonly AccessLine[],
  where: Condition,
  { withUser, status }: { readonly withUser: boolean; readonly status: number },
  draft: PolicyDraft,
): void {
  const access = accessOf(lines, true)
  const spared = where.kind === 'never' ? [] : [conditionText(where)]
  const reply = status === 403 ? '' : `  reply ${status}`
  const unless = (others: readonly string[]): string => {
    const all = [...others, ...spared]
    return all.length === 0
      ? reply
      : ` unless ${all.map((text) => (all.length > 1 ? `(${text})` : text)).join(' or ')}${reply}`
  }
  const user = withUser ? ['user is present'] : []
  switch (access.kind) {
    case 'open':
      return
    case 'block-all':
      return draft.rule(`block anyone${unless(user)}`)
    case 'block':
      return draft.rule(`block ip in ${setText('denied', access.entries, draft)}${unless(user)}`)
    case 'allow-only': {
      const allowed = `ip in ${setText('allowed', access.entries, draft)}`
      return draft.rule(`allow only ${[allowed, ...user].join(' or ')}${unless([])}`)
    }
  }
}

function hasList(block: readonly Directive[]): boolean {
  return block.some(({ name }) => name === 'allow' || name === 'deny')
}

function setText(name: string, entries: readonly string[], draft: PolicyDraft): string {
  return entries.length <= 3 ? entries.join(', ') : draft.list(name, entries)
}
