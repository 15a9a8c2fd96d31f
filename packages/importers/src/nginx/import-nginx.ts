import { always } from '../draft/condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { createDraft, type PolicyDraft } from '../draft/policy-draft.ts'
import { createLimitWriter } from './limit-writer.ts'
import { readZones } from './limit-zones.ts'
import { locationRegions } from './location-regions.ts'
import { type Directive, parseNginx } from './parse-nginx.ts'
import { readVariables } from './read-variables.ts'
import { writeContext } from './write-context.ts'
import { serverRegions } from './server-regions.ts'

/**
 * Converts an nginx configuration to policy text: `allow` and `deny`, `limit_req`, `geo`, `map`, `return` and `if … return`, and
 * `set_real_ip_from`, each for the requests to which nginx applies it. Comments name what is not imported.
 */
export function importNginx(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `imported from ${file} (nginx configuration)`)
  const { directives, faults } = parseNginx(text)
  for (const { line, message } of faults) draft.note(line, message)
  writeClientIp(directives, draft)
  const variables = readVariables(directives, draft)
  const zones = readZones(named(directives, 'limit_req_zone'), variables, draft)
  const regions = new Map([
    ...serverRegions(serversOf(directives), draft),
    ...blocksOf(directives).flatMap((block) => [...locationRegions(block, draft)]),
  ])
  const limits = createLimitWriter(directives, zones, draft)
  writeContext(directives, { draft, regions, limits }, { variables, region: always, status: 503, isDry: false })
  limits.writeShared()
  return finishDraft(draft)
}

function writeClientIp(directives: readonly Directive[], draft: PolicyDraft): void {
  const from = named(directives, 'set_real_ip_from')
  const [header] = named(directives, 'real_ip_header')
  if (from.length === 0) return
  const entries = new Set<string>()
  for (const { args, line } of from) {
    const entry = addressEntry(args[0] ?? '')
    if (entry === undefined) draft.note(line, `set_real_ip_from ${args[0] ?? ''} is not imported: it is not an address`)
    else entries.add(entry)
  }
  const name = (header?.args[0] ?? 'X-Real-IP').toLowerCase()
  if (entries.size === 0) return
  if (!/^[a-z][a-z0-9-]*$/.test(name)) draft.note(header?.line ?? 1, `real_ip_header ${name} is not imported`)
  else draft.declare(`client ip from ${name} trusting ${[...entries].join(', ')}`)
}

function named(directives: readonly Directive[], wanted: string): readonly Directive[] {
  return directives.flatMap((each) => [...(each.name === wanted ? [each] : []), ...named(each.block ?? [], wanted)])
}

/** Returns the servers of HTTP, without those of `stream` and `mail`. */
function serversOf(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((each) =>
    each.name === 'server' ? [each] : each.name === 'http' ? serversOf(each.block ?? []) : [],
  )
}

function blocksOf(directives: readonly Directive[]): readonly (readonly Directive[])[] {
  return [directives, ...directives.flatMap(({ block }) => (block === undefined ? [] : blocksOf(block)))]
}
