/** A location of the twin: nginx’s own words. */
export interface TwinLocation {
  readonly modifier: '' | '=' | '^~' | '~'
  readonly text: string
  readonly says: TwinSays
}

/** What a block says: access lines and an answer. */
export interface TwinSays {
  readonly access: readonly { readonly allow: boolean; readonly entry: string }[]
  readonly answer: number | undefined
  readonly locations: readonly TwinLocation[]
}

/** A server of the twin; the first one is the default. */
export interface TwinServer {
  readonly name: string
  readonly says: TwinSays
}

/** The configuration as text. */
export function twinText(servers: readonly TwinServer[]): string {
  return servers.map(({ name, says }) => `server { server_name ${name}; ${saysText(says)} }`).join('\n')
}

function saysText({ access, answer, locations }: TwinSays): string {
  const lines = access.map(({ allow, entry }) => `${allow ? 'allow' : 'deny'} ${entry};`)
  const answers = answer === undefined ? [] : [`return ${answer};`]
  const inner = locations.map(({ modifier, text, says }) => `location ${modifier} ${text} { ${saysText(says)} }`)
  return [...lines, ...answers, ...inner].join(' ')
}

/**
 * The status with which nginx refuses a request, or undefined where it does not: its phases, one after the other. One thing is stricter:
 * nginx gives an answer that refuses nobody (`return 301`) without a look at lists; here they hold, as whoever wrote both meant.
 */
export function twinRefusal(
  servers: readonly TwinServer[],
  host: string,
  path: string,
  ip: string,
): number | undefined {
  const server = servers.find(({ name }) => name === host) ?? servers[0]!
  if (refusal(server.says.answer) !== undefined) return server.says.answer
  let says = server.says
  let access = says.access
  for (let found = find(says.locations, path); found !== undefined; found = find(says.locations, path)) {
    says = found.says
    if (says.access.length > 0) access = says.access
  }
  if (refusal(says.answer) !== undefined) return says.answer
  const line = access.find(({ entry }) => entry === 'all' || entry === ip)
  return line?.allow === false ? 403 : undefined
}

function refusal(status: number | undefined): number | undefined {
  return status !== undefined && status >= 400 ? status : undefined
}

function find(locations: readonly TwinLocation[], path: string): TwinLocation | undefined {
  const exact = locations.find(({ modifier, text }) => modifier === '=' && text === path)
  if (exact !== undefined) return exact
  const longest = locations
    .filter(({ modifier, text }) => (modifier === '' || modifier === '^~') && path.startsWith(text))
    .reduce<TwinLocation | undefined>(
      (best, each) => (best === undefined || each.text.length > best.text.length ? each : best),
      undefined,
    )
  if (longest?.modifier === '^~') return longest
  return locations.find(({ modifier, text }) => modifier === '~' && new RegExp(text).test(path)) ?? longest
}
