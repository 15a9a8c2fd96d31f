import { allOf, always, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import { type ImportedPolicy, finishDraft } from '../draft/finish-draft.ts'
import { createDraft, type PolicyDraft } from '../draft/policy-draft.ts'
import type { ReadIncluded } from '../included-files.ts'
import { writeClientIp } from './client-ip.ts'
import { followIncludes, foundWith } from './follow-includes.ts'
import { noteInnerRedirects } from './inner-redirects.ts'
import { createLimitWriter } from './limit-writer.ts'
import { readZones } from './limit-zones.ts'
import { readLocations } from './location-match.ts'
import { locationRegions } from './location-regions.ts'
import { defaults, exceptMethods } from './nginx-context.ts'
import { foundIn, readDump } from './nginx-dump.ts'
import { type Directive, parseNginx } from './parse-nginx.ts'
import { noteAt, type Place } from './place.ts'
import { pushDownRules } from './push-down.ts'
import { readPhases } from './read-phases.ts'
import { readVariables } from './read-variables.ts'
import type { ConditionReading } from './request-condition.ts'
import { serverRegions } from './server-regions.ts'
import { writeContext } from './write-context.ts'

/**
 * Converts an nginx configuration, or the output of `nginx -T`, to policy text: `allow` and `deny`, `limit_req`, `geo`, `map`, `return`,
 * `if`, `set` and `rewrite`, and `set_real_ip_from`, each for the requests to which nginx applies it. Comments name what is not imported,
 * or decides differently.
 */
export function importNginx(text: string, file: string, included?: ReadIncluded): ImportedPolicy {
  const exact = convert(text, file, included, undefined)
  // Paths are compared exactly, as in nginx, unless a rule ignores case.
  const draft = exact.caseless === undefined ? exact.draft : convert(text, file, included, exact.caseless).draft
  return finishDraft(draft)
}

/** Converts a configuration; `caseless` is a place that compares paths without regard to case, so that the policy has to do so too. */
function convert(
  text: string,
  file: string,
  included: ReadIncluded | undefined,
  caseless: Place | undefined,
): { readonly draft: PolicyDraft; readonly caseless: Place | undefined } {
  const draft = createDraft(file, `imported from ${file} (nginx configuration)`)
  const found: { readonly place: Place; readonly text: string }[] = []
  const reading: ConditionReading = {
    draft,
    exactPaths: caseless === undefined,
    caseless: (place, texts) => {
      for (const each of texts) found.push({ place, text: each.replace(/\*+$/, '') })
    },
  }
  if (caseless !== undefined)
    noteAt(
      draft,
      caseless,
      'this line ignores the case of paths, so this policy does, and also a final slash; nginx distinguishes both elsewhere',
    )
  const directives = pushDownRules(directivesOf(text, file, included, draft))
  writeClientIp(directives, draft)
  writeAll(directives, reading)
  const written = draft.text()
  const used = found.find((each) => written.includes(each.text))
  if (/^(?!\s*#).*\b(?:bot|agent) /m.test(written))
    draft.declare('# Rules about user agents do not apply to GET and HEAD of /robots.txt, which every bot may read.')
  if (caseless === undefined && used === undefined && /\b(?:path|target) /.test(written))
    draft.declare('paths match exactly')
  return { draft, caseless: used?.place }
}

function directivesOf(
  text: string,
  file: string,
  included: ReadIncluded | undefined,
  draft: PolicyDraft,
): readonly Directive[] {
  const dump = readDump(text)
  const [main] = dump
  if (main !== undefined) {
    for (const { parsed } of dump) for (const { line, message } of parsed.faults) draft.note(line, message)
    return followIncludes(main.parsed.directives, main.path, foundIn(dump), draft)
  }
  const parsed = parseNginx(text)
  for (const { line, message } of parsed.faults) draft.note(line, message)
  return followIncludes(parsed.directives, file, included && foundWith(included, draft), draft)
}

function writeAll(directives: readonly Directive[], reading: ConditionReading): void {
  const { draft } = reading
  const variables = readVariables(directives, reading)
  const zones = readZones(named(directives, 'limit_req_zone'), variables, draft)
  const servers = serversOf(directives)
  const mayDropShut = !changesRefusals(directives)
  const regions = new Map<Directive, Condition | undefined>(serverRegions(servers, draft))
  const remarks = new Map<Directive, readonly string[]>()
  // Locations outside of servers, in a file that others include, are those of one server.
  const root: Directive = { name: 'root', args: [], line: 1, block: directives }
  for (const server of [...servers, root]) {
    const matches = readLocations(server.block ?? [], reading, (location, message) => {
      remarks.set(location, [...(remarks.get(location) ?? []), message])
    })
    for (const [location, region] of locationRegions(matches, reading.exactPaths, mayDropShut, draft))
      regions.set(location, region)
    noteInnerRedirects(server, matches, draft)
  }
  addMethodRegions(directives, regions)
  for (const each of named(directives, 'merge_slashes'))
    if (each.args[0] === 'off') noteAt(draft, each, 'merge_slashes off: a policy always reads repeated slashes as one')
  const limits = createLimitWriter(directives, zones, draft)
  const phases = readPhases(root, variables, reading)
  writeContext(directives, { draft, regions, phases, remarks, limits }, { ...defaults, region: always }, root)
  limits.writeShared()
}

/** Adds the requests of each `limit_except`, which does not apply in nested locations. */
function addMethodRegions(directives: readonly Directive[], regions: Map<Directive, Condition | undefined>): void {
  const locations = directives.filter(({ name }) => name === 'location')
  const nested = anyOf(locations.map((location) => regions.get(location) ?? never))
  for (const directive of directives) {
    if (directive.name === 'limit_except') {
      const methods = exceptMethods(directive)
      regions.set(directive, methods && allOf([methods, notOf(nested)]))
    }
    addMethodRegions(directive.block ?? [], regions)
  }
}

/** Whether a refusal may be replaced, so that a location that refuses every request may admit some. */
function changesRefusals(directives: readonly Directive[]): boolean {
  return directives.some(
    ({ name, args, block = [] }) =>
      (name === 'error_page' && args.some((word) => word.startsWith('='))) ||
      (name === 'satisfy' && args[0] === 'any') ||
      changesRefusals(block),
  )
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
