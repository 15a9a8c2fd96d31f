import { checkPolicy, formatText, noFiles } from '@tidegate/dsl'
import { oneLine, patternOfPath, patternOfPrefix, tokenText } from '@tidegate/importers'
import type { AgentKind } from '@tidegate/access-logs'
import { healthNotes, scanRules, slowRules } from './scan-rules.ts'
import type { Rates } from './minute-rates.ts'
import type { SuspectedProxy } from './proxy-signs.ts'
import type { TrafficProfile } from './traffic-profile.ts'

/**
 * Returns the policy that a profile suggests. Comments state the measurement from which each number is derived, and every rule is a
 * `shadow` rule, so that the policy can be deployed unchanged and refuses nothing until the operator has read it. INVARIANT: the policy
 * passes `check`.
 */
export function suggestedPolicy(profile: TrafficProfile, logs: readonly string[]): string {
  const lines = [
    ...head(profile, logs),
    'policy "suggested"',
    '',
    ...proxyRules(profile),
    ...declarations(profile),
    ...healthNotes(profile),
    ...scanRules(profile),
    ...(profile.probing.length > 0 ? probingRules(profile) : []),
    ...botRules(profile),
    ...limitRules(profile),
    ...loginRules(profile),
    ...slowRules(profile, generous),
    ...networkNotes(profile),
  ]
  const written = `${lines.join('\n')}\n`
  const { text = written } = formatText({ file: 'suggested.policy', text: written })
  const error = checkPolicy({ file: 'suggested.policy', text }, noFiles).diagnostics.find(
    ({ severity }) => severity === 'error',
  )
  if (error !== undefined)
    throw new Error(`the written policy has an error in line ${error.place.line}: ${error.message}\n${text}`)
  return text
}

function head({ requests, fromMs, toMs, overflowed }: TrafficProfile, logs: readonly string[]): readonly string[] {
  const time = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
  return [
    `# Suggested by ${logs.map(oneLine).join(', ')}: ${number(requests)} requests from ${time(fromMs)} to ${time(toMs)} UTC.`,
    '# Numbers in comments were measured; rules are suggestions. All are shadow rules, which refuse nothing.',
    '# Edit them, see what they would have done (tidegate replay), then remove the word shadow.',
    ...(overflowed ? ['# A minute had more than 200,000 clients: rates are those of the first 200,000.'] : []),
    '',
  ]
}

/** The words for each reason for which an address is not that of a client. */
const reasons: Readonly<Record<SuspectedProxy['reason'], string>> = {
  'not-public': 'not a public address',
  'many-agents': 'many different agents',
  'most-requests': 'nearly all requests',
  trusted: 'trusted by the policy',
}

/** Returns what to do about proxies: they are never blocked or limited, since all of their clients would be. */
function proxyRules({ proxies, forwarded, requests }: TrafficProfile): readonly string[] {
  const lines: string[] = []
  if (forwarded.requests > 0) {
    const peers = forwarded.proxies.map(({ source }) => source)
    lines.push(
      `# ${share(forwarded.requests, requests)} of the requests came through proxies that named the client in \`${forwarded.header}\`.`,
      `client ip from ${forwarded.header} trusting ${peers.join(', ')}`,
      '',
    )
  }
  if (proxies.length === 0) return lines
  const count = proxies.reduce((sum, proxy) => sum + proxy.requests, 0)
  return [
    ...lines,
    `# ${share(count, requests)} of the requests come from addresses that are probably proxies, balancers or machines of your own:`,
    ...proxies.map(
      ({ source, requests: own, agents, reason }) =>
        `#   ${source}: ${number(own)} (${reasons[reason]}; ${agents < 20 ? agents : 'at least 20'} ${agents === 1 ? 'agent' : 'agents'})`,
    ),
    '# A rule about one of them would be a rule about all clients behind it. Make the server log X-Forwarded-For, and write',
    `# \`client ip from x-forwarded-for trusting ${proxies[0]!.source}\`; then run this command again. Until then, they are exempt.`,
    `list proxies = ${proxies.map(({ source }) => source).join(', ')}`,
    'exempt ip in proxies from limits  as "proxies"',
    '',
  ]
}

const kindNames: readonly (readonly [AgentKind, string, string])[] = [
  ['search', 'search_bots', 'search engines and link previews'],
  ['ai', 'ai_bots', 'crawlers and agents of AI services'],
  ['seo', 'seo_bots', 'crawlers of marketing tools'],
  ['tool', 'tools', 'programs and libraries'],
  ['bot', 'other_bots', 'other declared bots'],
]

/** Returns the agents by kind, without those whose token cannot be written in a policy. */
function botSets({
  agents,
}: TrafficProfile): ReadonlyMap<AgentKind, readonly { readonly token: string; readonly requests: number }[]> {
  const sets = new Map<AgentKind, { token: string; requests: number }[]>()
  for (const { kind, token, requests } of agents) {
    const text = token.length < 3 ? undefined : tokenText(token)
    if (text !== undefined) sets.set(kind, [...(sets.get(kind) ?? []), { token: text, requests }])
  }
  return sets
}

function declarations(profile: TrafficProfile): readonly string[] {
  const lines: string[] = []
  const sets = botSets(profile)
  for (const [kind, name, words] of kindNames) {
    const tokens = sets.get(kind)
    if (tokens === undefined) continue
    const counts = tokens.map(({ token, requests }) => `${oneLine(token)} ${number(requests)}`).join(', ')
    lines.push(`# ${words}: ${share(profile.kinds[kind], profile.requests)} of the requests (${counts})`)
    lines.push(`bots ${name} = ${tokens.map(({ token }) => token).join(', ')}`, '')
  }
  if (profile.kinds.monitor > 0) {
    const counts = profile.agents
      .flatMap(({ kind, token, requests }) => (kind === 'monitor' ? [`${oneLine(token)} ${number(requests)}`] : []))
      .join(', ')
    lines.push(
      `# health checks and uptime monitors: ${share(profile.kinds.monitor, profile.requests)} of the requests (${counts}); not among the rates below.`,
      '# No rule names them: an agent is easily forged. If a limit affects them, exempt their addresses.',
      '',
    )
  }
  if (profile.kinds.nameless > 0)
    lines.push(`# no User-Agent: ${share(profile.kinds.nameless, profile.requests)} of the requests`, '')
  const folders = staticPatterns(profile)
  if (folders.length > 0) lines.push(`# folders of static files`, `paths static = ${folders.join(', ')}`, '')
  return lines
}

/** Returns patterns of the folders with static files, as far as they can be written without escapes. */
function staticPatterns({ staticFolders }: TrafficProfile): readonly string[] {
  return staticFolders.flatMap(({ source }) =>
    /^\/[\w.-]+$/.test(source) ? (patternOfPrefix(`${source}/`) ?? []) : [],
  )
}

function probingRules({ probing }: TrafficProfile): readonly string[] {
  return [
    '# Clients with more than 80 % of their requests refused or not found:',
    ...probing.map(({ source, requests, failed }) => `#   ${source}: ${number(failed)} of ${number(requests)}`),
    `list probing = ${probing.map(({ source }) => source).join(', ')}`,
    'shadow block ip in probing  as "probing"',
    '',
  ]
}

function botRules(profile: TrafficProfile): readonly string[] {
  const sets = botSets(profile)
  const lines: string[] = []
  if (sets.has('seo')) lines.push('# These bots bring no readers.', 'shadow block bot in seo_bots  as "seo bots"')
  if (sets.has('ai'))
    lines.push('# Decide whether these may read your site.', 'shadow block bot in ai_bots  as "ai bots"')
  const { bots } = profile
  const named = namedBots(profile)
  if (bots !== undefined && named !== undefined) {
    lines.push(
      ...ratesWords('Bots', bots),
      `shadow limit ${generous(bots.p99)} per minute per ip  ${guard(profile)}${named}  as "bots"  including refused`,
    )
  }
  return lines.length === 0 ? [] : [...lines, '']
}

/** Returns the condition for bots that have their own limit; undefined if there are none. */
function namedBots(profile: TrafficProfile): string | undefined {
  const sets = botSets(profile)
  const named = kindNames.flatMap(([kind, name]) => (sets.has(kind) ? [`bot in ${name}`] : []))
  return named.length === 0 || profile.bots === undefined ? undefined : named.join(' or ')
}

function limitRules(profile: TrafficProfile): readonly string[] {
  const { people } = profile
  if (people === undefined) return []
  const when = staticPatterns(profile).length > 0 ? 'when path not in static and user is absent' : 'when user is absent'
  const named = namedBots(profile)
  const unless = named === undefined ? '' : `  unless ${named}`
  return [
    ...ratesWords(
      named === undefined ? 'Clients that are not logged in' : 'Clients that are not logged in, except these bots',
      people,
    ),
    `shadow limit ${generous(people.p999)} per minute per ip  ${when}${unless}  as "visitors"  including refused`,
    '',
  ]
}

function guard(profile: TrafficProfile): string {
  return staticPatterns(profile).length > 0 ? 'unless path in static when ' : 'when '
}

function loginRules({ logins, loginsMost }: TrafficProfile): readonly string[] {
  const patterns = logins.flatMap(({ source }) => patternOfPath(source) ?? [])
  if (patterns.length === 0) return []
  return [
    '# Paths that refused POST requests with 401 or 403, and how often:',
    ...logins.map(({ source, requests, failed }) => `#   ${oneLine(source)}: ${number(failed)} of ${number(requests)}`),
    ...(loginsMost > 10 ? [`# One address failed up to ${number(loginsMost)} times in 15 minutes.`] : []),
    `shadow limit 10 per 15 minutes per ip  when method in POST and path in ${patterns.join(', ')}  as "failed logins"  counting only replies 401, 403${loginsMost > 20 ? '  then block for 1 hour' : ''}`,
    '',
  ]
}

function networkNotes({ networks, requests }: TrafficProfile): readonly string[] {
  const large = networks.filter((network) => network.requests / requests > 0.05)
  if (large.length === 0) return []
  return [
    '# Networks with more than 5 % of the requests: add your proxies to `client ip … trusting`, and others to a list.',
    ...large.map(
      (network) => `#   ${network.source}: ${number(network.requests)} (${share(network.requests, requests)})`,
    ),
  ]
}

function ratesWords(who: string, { median, p95, p99, p999, most }: Rates): readonly string[] {
  return [
    `# ${who}: requests per address in each minute with requests: median ${number(median)}, 95 % at most ${number(p95)}, 99 % ${number(p99)}, 99.9 % ${number(p999)}, maximum ${number(most)}.`,
  ]
}

/** Returns 1.5 times the measured rate, rounded up to a round number. */
function generous(seen: number): number {
  const wanted = Math.max(10, seen * 1.5)
  const step = wanted <= 100 ? 10 : wanted <= 1_000 ? 50 : wanted <= 10_000 ? 500 : 10_000
  return Math.ceil(wanted / step) * step
}

function share(part: number, whole: number): string {
  const percent = (part / whole) * 100
  return `${percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`
}

function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
