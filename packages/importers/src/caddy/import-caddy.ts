import { both, certainly, type Expression, isTrue, negated } from '../draft/expression.ts'
import { finishDraft, type ImportedPolicy } from '../draft/finish-draft.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { createOrderedRules, noteDifferences } from '../draft/ordered-rules.ts'
import { createDraft, type PolicyDraft } from '../draft/policy-draft.ts'
import { createTextTests, noteAgents, type TextTests } from '../draft/text-tests.ts'
import type { ReadIncluded } from '../included-files.ts'
import type { CaddyContext, CaddyScope } from './caddy-context.ts'
import { directiveOrder } from './directive-order.ts'
import { expandImports } from './expand-imports.ts'
import { hostTest, pathTest } from './matchers.ts'
import { type CaddyLine, parseCaddyfile } from './parse-caddyfile.ts'
import { type Site, sitesOf } from './sites.ts'
import { writeDirectives } from './write-directives.ts'

/**
 * Converts a Caddyfile to policy text: `respond`, `abort` and `error` with their matchers, in the order in which Caddy evaluates
 * directives, and `rate_limit` of the plugin caddy-ratelimit. Comments name what is not imported.
 */
export function importCaddy(text: string, file: string, included?: ReadIncluded): ImportedPolicy {
  const folded = write(text, file, included, false)
  const { exact, folded: isFolded } = folded.tests.seen()
  // Caddy's `path` ignores case; only a file whose paths are all regular expressions is compared exactly.
  const { draft } = exact && !isFolded ? write(text, file, included, true) : folded
  return finishDraft(draft)
}

function write(
  text: string,
  file: string,
  included: ReadIncluded | undefined,
  exactPaths: boolean,
): { readonly draft: PolicyDraft; readonly tests: TextTests } {
  const draft = createDraft(file, `imported from ${file} (Caddyfile)`)
  const tests = createTextTests(draft, exactPaths)
  if (/^\s*\{\s*"/.test(text)) {
    draft.note(1, 'the JSON configuration of Caddy is not read: import the Caddyfile')
    return { draft, tests }
  }
  const { lines, faults } = parseCaddyfile(text)
  for (const fault of faults) draft.note(fault.line, fault.message)
  const said = new Set<string>()
  const once = (key: string, line: number, message: string): void => {
    if (!said.has(key)) draft.note(line, message)
    said.add(key)
  }
  const all = expandImports(lines, draft, included)
  const [first] = all
  const options = first?.name === '' && first.block !== undefined ? first.block : []
  const hasClient = writeTrustedProxies(options, draft)
  const context: CaddyContext = { draft, tests, rules: createOrderedRules(draft), hasClient, once }
  writeSites(sitesOf(first?.name === '' ? all.slice(1) : all), directiveOrder(options), context)
  const { path } = tests.seen()
  noteAgents(draft, 1)
  if (path && exactPaths) draft.declare('paths match exactly')
  if (path && !exactPaths)
    draft.note(1, 'paths are compared without one slash at their end: /a and /a/ are the same here, not in Caddy')
  return { draft, tests }
}

function writeSites(sites: readonly Site[], order: ReadonlyMap<string, number>, context: CaddyContext): void {
  const { draft } = context
  const ports = new Set(sites.flatMap((site) => site.addresses.map(({ port }) => port)))
  const main = ports.has('443') ? '443' : ports.has('80') ? '80' : [...ports][0]
  const served: Site[] = []
  for (const site of sites) {
    if (site.addresses.some(({ port }) => port === main)) served.push(site)
    else if (refuses(site.lines))
      draft.note(
        site.line,
        `the site ${site.name} is not imported: a policy does not know ports, and those of port ${main ?? ''} are imported`,
        site.file,
      )
  }
  for (const site of served) {
    const region = regionOf(site, served, main, context)
    const condition = certainly(region)
    const place = {
      line: site.line,
      label: `the site ${site.name}`,
      ...(site.file !== undefined && { file: site.file }),
    }
    noteDifferences(region, condition.kind === 'never', place, draft)
    const scope: CaddyScope = { matchers: new Map(), prefix: '', changed: new Map(), region: isTrue }
    draft.where(condition, () =>
      writeDirectives(site.lines, { ...context, rules: createOrderedRules(draft) }, scope, {
        own: order,
        inner: order,
      }),
    )
  }
}

function refuses(lines: readonly CaddyLine[]): boolean {
  return lines.some(
    ({ name, block = [] }) => ['respond', 'abort', 'error', 'rate_limit'].includes(name) || refuses(block),
  )
}

/** The requests of a site: those for its hosts that no site with a more specific name serves. */
function regionOf(site: Site, sites: readonly Site[], main: string | undefined, context: CaddyContext): Expression {
  const own = site.addresses.filter(({ port }) => port === main)
  const isWide = own.some(({ host }) => host === '' || host.startsWith('*.'))
  const others = isWide ? sites.filter((other) => other !== site).flatMap(({ addresses }) => addresses) : []
  return context.tests.any(
    own.map(({ host, path }) => {
      const inner = others.filter((each) => each.port === main && isWithin(each.host, host))
      const test = host === '' ? isTrue : hostTest(host, context)
      const below =
        path === ''
          ? isTrue
          : pathTest(path, context, { matchers: new Map(), prefix: '', changed: new Map(), region: isTrue })
      return both(test, below, ...inner.map((other) => negated(hostTest(other.host, context))))
    }),
  )
}

/** Whether the hosts of one address are some of those of another, and not all. */
function isWithin(inner: string, outer: string): boolean {
  if (inner === '' || inner === outer) return false
  if (outer === '') return true
  return outer.startsWith('*.') && !inner.startsWith('*') && inner.endsWith(outer.slice(1))
}

/** Declares the trusted proxies of the global option `servers`; returns whether there are any. */
function writeTrustedProxies(options: readonly CaddyLine[], draft: PolicyDraft): boolean {
  const servers = options.filter(({ name }) => name === 'servers').flatMap(({ block = [] }) => block)
  const trusted = servers.find(({ name }) => name === 'trusted_proxies')
  if (trusted === undefined) return false
  const [module, ...ranges] = trusted.args
  const lost = (why: string): false => {
    draft.note(trusted.line, `trusted_proxies ${trusted.args.join(' ')} is not imported: ${why}`, trusted.file)
    return false
  }
  if (module !== 'static') return lost('the addresses come from a plugin: write `client ip from … trusting …`')
  const entries = ranges.flatMap((text) =>
    text === 'private_ranges' ? 'private, loopback' : (addressEntry(text) ?? []),
  )
  if (entries.length === 0) return lost('it contains no address')
  const header = servers.find(({ name }) => name === 'client_ip_headers')?.args[0]?.toLowerCase() ?? 'x-forwarded-for'
  if (!/^[a-z][a-z0-9-]*$/.test(header)) return lost(`the header ${header} has no equivalent`)
  const isStrict = servers.some(({ name }) => name === 'trusted_proxies_strict')
  if (!isStrict && header === 'x-forwarded-for')
    draft.note(
      trusted.line,
      'without trusted_proxies_strict, Caddy takes the first address of X-Forwarded-For, which clients can choose; a policy takes the last one that is not trusted',
      trusted.file,
    )
  draft.declare(`client ip from ${header} trusting ${entries.join(', ')}`)
  return true
}
