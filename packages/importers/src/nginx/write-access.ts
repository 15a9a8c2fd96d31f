import { conditionText } from '../draft/condition.ts'
import { accessOf, type AccessLine, addressEntry } from '../draft/ordered-access.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { NginxContext } from './nginx-context.ts'
import { replacedWithin } from './replaced-within.ts'
import type { Directive } from './parse-nginx.ts'

/** Writes `allow` and `deny` of one context, except for nested contexts that have their own lists, as in nginx. */
export function writeAccess(directives: readonly Directive[], context: NginxContext): void {
  const { draft } = context
  const lines: AccessLine[] = []
  let isThere = false
  for (const { name, args, line } of directives) {
    if (name !== 'allow' && name !== 'deny') continue
    const [text = ''] = args
    const entry = text === 'all' ? 'all' : addressEntry(text)
    isThere = true
    if (entry === undefined) draft.note(line, `${name} ${text} is not imported: it is not an address`)
    else lines.push({ allow: name === 'allow', entry })
  }
  if (!isThere) return
  const { where, unknown } = replacedWithin(directives, hasList, context)
  for (const inner of unknown) {
    draft.note(
      inner.line,
      `${[inner.name, ...inner.args].join(' ')} has its own list in nginx; here the list of the enclosing block applies as well`,
    )
  }
  const access = accessOf(lines, true)
  if (where.kind === 'always') return
  const unless = where.kind === 'never' ? '' : ` unless ${conditionText(where)}`
  switch (access.kind) {
    case 'open':
      return
    case 'block-all':
      return draft.rule(`block anyone${unless}`)
    case 'block':
      return draft.rule(`block ip in ${setText('denied', access.entries, draft)}${unless}`)
    case 'allow-only':
      return draft.rule(`allow only ip in ${setText('allowed', access.entries, draft)}${unless}`)
  }
}

function hasList(block: readonly Directive[]): boolean {
  return block.some(({ name }) => name === 'allow' || name === 'deny')
}

function setText(name: string, entries: readonly string[], draft: PolicyDraft): string {
  return entries.length <= 3 ? entries.join(', ') : draft.list(name, entries)
}
