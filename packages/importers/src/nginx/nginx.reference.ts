/** A location of the reference implementation, in nginx's terms. */
export interface ReferenceLocation {
  readonly modifier: '' | '=' | '^~' | '~'
  readonly text: string
  readonly block: ReferenceBlock
}

/** The content of a block: access lines and an answer. */
export interface ReferenceBlock {
  readonly access: readonly { readonly allow: boolean; readonly entry: string }[]
  readonly answer: number | undefined
  readonly locations: readonly ReferenceLocation[]
}

/** A server of the reference implementation; the first one is the default. */
export interface ReferenceServer {
  readonly name: string
  readonly block: ReferenceBlock
}

/** Returns the configuration as text. */
export function configurationText(servers: readonly ReferenceServer[]): string {
  return servers.map(({ name, block }) => `server { server_name ${name}; ${blockText(block)} }`).join('\n')
}

function blockText({ access, answer, locations }: ReferenceBlock): string {
  const lines = access.map(({ allow, entry }) => `${allow ? 'allow' : 'deny'} ${entry};`)
  const answers = answer === undefined ? [] : [`return ${answer};`]
  const inner = locations.map(({ modifier, text, block }) => `location ${modifier} ${text} { ${blockText(block)} }`)
  return [...lines, ...answers, ...inner].join(' ')
}

/**
 * Returns the status with which nginx refuses a request; undefined if it does not refuse it. Evaluates nginx's phases in order.
 * In one respect it is stricter: nginx sends an answer that refuses nothing (`return 301`) without evaluating lists; here the
 * lists still apply, as the author of the configuration surely intended.
 */
export function referenceRefusal(
  servers: readonly ReferenceServer[],
  host: string,
  path: string,
  ip: string,
): number | undefined {
  const server = servers.find(({ name }) => name === host) ?? servers[0]!
  if (refusal(server.block.answer) !== undefined) return server.block.answer
  let block = server.block
  let access = block.access
  for (let found = find(block.locations, path); found !== undefined; found = find(block.locations, path)) {
    block = found.block
    if (block.access.length > 0) access = block.access
  }
  if (refusal(block.answer) !== undefined) return block.answer
  const line = access.find(({ entry }) => entry === 'all' || entry === ip)
  return line?.allow === false ? 403 : undefined
}

function refusal(status: number | undefined): number | undefined {
  return status !== undefined && status >= 400 ? status : undefined
}

function find(locations: readonly ReferenceLocation[], path: string): ReferenceLocation | undefined {
  const exact = locations.find(({ modifier, text }) => modifier === '=' && text === path)
  if (exact !== undefined) return exact
  const longest = locations
    .filter(({ modifier, text }) => (modifier === '' || modifier === '^~') && path.startsWith(text))
    .reduce<ReferenceLocation | undefined>(
      (best, each) => (best === undefined || each.text.length > best.text.length ? each : best),
      undefined,
    )
  if (longest?.modifier === '^~') return longest
  return locations.find(({ modifier, text }) => modifier === '~' && new RegExp(text).test(path)) ?? longest
}
