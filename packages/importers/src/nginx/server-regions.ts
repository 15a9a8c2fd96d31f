import type { Condition } from '../draft/condition.ts'
import { type Host, hostNamed, hostRegions } from '../draft/host-regions.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'

/**
 * Returns which requests each `server` receives; undefined if none of its names has an equivalent. Names that are not imported
 * are noted.
 */
export function serverRegions(
  servers: readonly Directive[],
  draft: PolicyDraft,
): ReadonlyMap<Directive, Condition | undefined> {
  const hosts = servers.map((server) => hostOf(server, draft))
  const regions = hostRegions(hosts)
  for (const [index, server] of servers.entries()) {
    if (servers.length > 1 && regions[index]?.kind === 'never')
      draft.note(
        server.line,
        'this server has no unique name and is not the default of a port, so no request reaches it',
      )
    if (regions[index] === undefined)
      draft.note(server.line, 'this server is not imported: none of its names has an equivalent')
  }
  return new Map(servers.map((server, index) => [server, regions[index]]))
}

function hostOf({ block = [] }: Directive, draft: PolicyDraft): Host {
  const listens = block.filter(({ name }) => name === 'listen').map(({ args }) => args)
  const sockets = listens.length === 0 ? ['80'] : listens.map(([address = '']) => portOf(address))
  const names = block
    .filter(({ name }) => name === 'server_name')
    .flatMap(({ args, line }) => args.map((name) => ({ name, line })))
    .filter(({ name }) => name !== '_' && name !== '')
  return {
    sockets: [...new Set(sockets)],
    isDefaultOf: listens
      .filter((args) => args.includes('default_server') || args.includes('default'))
      .map(([address = '']) => portOf(address)),
    names: names.map(({ name, line }) => {
      const condition = hostNamed(name)
      if (condition === undefined) draft.note(line, `server_name ${name} is not imported`)
      return condition
    }),
  }
}

/** Returns the Unix socket or the port of a `listen` directive; other parts of its address are ignored. */
function portOf(address: string): string {
  if (address.startsWith('unix:')) return address
  return /^(?:.*:)?(\d+)$/.exec(address)?.[1] ?? '80'
}
