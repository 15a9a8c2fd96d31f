import { addressEntry } from '../draft/ordered-access.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText, noteAt } from './place.ts'

/** Writes `set_real_ip_from` and `real_ip_header` as `client ip`, for all requests. */
export function writeClientIp(directives: readonly Directive[], draft: PolicyDraft): void {
  const all = flatten(directives)
  const from = all.filter(({ name }) => name === 'set_real_ip_from')
  const headers = all.filter(({ name }) => name === 'real_ip_header')
  const recursive = all.find(({ name }) => name === 'real_ip_recursive')
  const [header] = headers
  const [first] = from
  if (first === undefined) return
  const entries = new Set<string>()
  for (const directive of from) {
    const entry = addressEntry(directive.args[0] ?? '')
    if (entry === undefined)
      noteAt(draft, directive, `${directiveText(directive)} is not imported: it is not an address`)
    else entries.add(entry)
  }
  const name = (header?.args[0] ?? 'X-Real-IP').toLowerCase()
  if (entries.size === 0) return
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name === 'proxy-protocol') {
    noteAt(draft, header ?? first, `real_ip_header ${name} is not imported: it is not a header`)
    return
  }
  for (const other of headers)
    if (other.args[0]?.toLowerCase() !== name)
      noteAt(draft, other, `${directiveText(other)} is not imported: a policy has one header for all requests`)
  if (name === 'x-forwarded-for' && recursive?.args[0] !== 'on')
    noteAt(
      draft,
      header ?? first,
      'without real_ip_recursive nginx takes the last address, even that of a trusted proxy; here trusted proxies are skipped',
    )
  draft.declare(`client ip from ${name} trusting ${[...entries].join(', ')}`)
}

function flatten(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
