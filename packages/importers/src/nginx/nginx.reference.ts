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
 * Returns the status with which nginx refuses a request; undefined if it does not refuse it. Evaluates nginx's phases in order: an answer
 * is sent without evaluating lists.
 */
export function referenceRefusal(
  servers: readonly ReferenceServer[],
  host: string,
  path: string,
  ip: string,
): number | undefined {
  const server = servers.find(({ name }) => name === host) ?? servers[0]!
  if (server.block.answer !== undefined) return refusal(server.block.answer)
  const chain = find(server.block.locations, path).chain
  let block = server.block
  let access = block.access
  for (const location of chain) {
    block = location.block
    if (block.access.length > 0) access = block.access
  }
  if (block.answer !== undefined) return refusal(block.answer)
  const line = access.find(({ entry }) => entry === 'all' || entry === ip)
  return line?.allow === false ? 403 : undefined
}

function refusal(status: number): number | undefined {
  return status >= 400 ? status : undefined
}

/** The nested locations that a path leads to. `isFinal`: regular expressions of enclosing blocks are not tested. */
interface Found {
  readonly chain: readonly ReferenceLocation[]
  readonly isFinal: boolean
}

function find(locations: readonly ReferenceLocation[], path: string): Found {
  const exact = locations.find(({ modifier, text }) => modifier === '=' && text === path)
  if (exact !== undefined) return { chain: [exact], isFinal: true }
  const longest = locations
    .filter(({ modifier, text }) => (modifier === '' || modifier === '^~') && path.startsWith(text))
    .reduce<ReferenceLocation | undefined>(
      (best, each) => (best === undefined || each.text.length > best.text.length ? each : best),
      undefined,
    )
  const inner = longest === undefined ? undefined : find(longest.block.locations, path)
  const chain = longest === undefined ? [] : [longest, ...inner!.chain]
  if (inner?.isFinal === true) return { chain, isFinal: true }
  const regex =
    longest?.modifier === '^~'
      ? undefined
      : locations.find(({ modifier, text }) => modifier === '~' && new RegExp(text).test(path))
  return regex === undefined
    ? { chain, isFinal: false }
    : { chain: [regex, ...find(regex.block.locations, path).chain], isFinal: true }
}
