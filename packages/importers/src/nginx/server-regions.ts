import { allOf, always, anyOf, type Condition, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { noteAt } from './place.ts'
import { anyName, isPreferred, namesMeet, namesOf, type ServerName } from './server-names.ts'
import { rankedSockets, type Socket, socketsOf } from './server-sockets.ts'

interface Server {
  readonly directive: Directive
  readonly index: number
  readonly sockets: readonly Socket[]
  readonly names: readonly ServerName[]
  /** How well it represents its names among servers on other sockets; less is better. */
  readonly rank: number
}

/**
 * Returns which requests each `server` receives. A policy does not see on which address and port a request arrives, so of several servers
 * for one name on different sockets one is imported: the one with TLS, or else the one that serves the site. Requests for other names go to
 * the default server of the socket that serves the site. `never` and a note for servers that receive no request.
 */
export function serverRegions(directives: readonly Directive[], draft: PolicyDraft): ReadonlyMap<Directive, Condition> {
  const sockets = directives.map(socketsOf)
  const ranked = rankedSockets(sockets)
  const servers = directives.map((directive, index): Server => {
    const own = sockets[index]!
    const best = Math.min(...own.map(({ id }) => ranked.indexOf(id)))
    const names = namesOf(directive, (place, message) => noteAt(draft, place, message))
    return { directive, index, sockets: own, names, rank: best + (answersAll(directive) ? ranked.length : 0) }
  })
  const owners = ownersOf(servers, draft)
  const main = ranked[0]
  const onMain = servers.filter((server) => server.sockets.some(({ id }) => id === main))
  const isDefault = (server: Server): boolean => server.sockets.some((socket) => socket.id === main && socket.isDefault)
  const fallback = onMain.find(isDefault) ?? onMain[0]
  noteOtherDefaults(
    servers.filter((server) => owners.get(server)!.length > 0),
    fallback,
    ranked,
    draft,
  )
  const owned = [...owners.values()].flat()
  return new Map(
    servers.map((server) => {
      const names = owners.get(server) ?? []
      const region = anyOf(names.map((name) => regionOf(name, server, owners)))
      if (server === fallback) {
        const foreign = owned.filter((name) => !names.includes(name))
        return [server.directive, foreign.length === 0 ? always : defaultRegion(region, names, foreign)]
      }
      if (region.kind === 'never') noteUnreached(server, fallback, draft)
      return [server.directive, region]
    }),
  )
}

/** Notes the default servers of other sockets, which receive hosts that no server names. */
function noteOtherDefaults(
  servers: readonly Server[],
  fallback: Server | undefined,
  ranked: readonly string[],
  draft: PolicyDraft,
): void {
  if (fallback === undefined) return
  for (const id of ranked) {
    const sharing = servers.filter(({ sockets }) => sockets.some((socket) => socket.id === id))
    const explicit = sharing.find(({ sockets }) => sockets.some((socket) => socket.id === id && socket.isDefault))
    const own = explicit ?? sharing[0]
    if (own === undefined) continue
    // A server without names is noted anyway.
    if (
      own === fallback ||
      own.names.length === 0 ||
      sharing.includes(fallback) ||
      own.sockets.every(({ isLoopback }) => isLoopback)
    )
      continue
    const port = id.replace(/^\*:/, '')
    noteAt(
      draft,
      own.directive,
      `on ${port} this server also receives hosts that no server names; here the server in line ${fallback.directive.line} does`,
    )
  }
}

/** Returns the names that each server represents. */
function ownersOf(servers: readonly Server[], draft: PolicyDraft): ReadonlyMap<Server, readonly ServerName[]> {
  const best = new Map<string, Server>()
  for (const server of servers) {
    for (const { text } of server.names) {
      const known = best.get(text)
      // On one socket the first server with a name receives its requests.
      const isSame = known?.sockets.some(({ id }) => server.sockets.some((socket) => socket.id === id)) === true
      if (known === undefined || (!isSame && server.rank < known.rank)) best.set(text, server)
    }
  }
  const owners = new Map<Server, ServerName[]>()
  for (const server of servers) {
    const own = server.names.filter(({ text }) => best.get(text) === server)
    owners.set(server, [...new Map(own.map((name) => [name.text, name])).values()])
    const others = server.names.filter(({ text }) => best.get(text) !== server)
    if (others.length > 0 && own.length > 0) {
      const texts = others.map(({ text }) => text).join(', ')
      noteAt(
        draft,
        server.directive,
        `this server is not imported for ${texts}, which the server in line ${best.get(others[0]!.text)!.directive.line} has as well`,
      )
    }
  }
  return owners
}

function regionOf(name: ServerName, server: Server, owners: ReadonlyMap<Server, readonly ServerName[]>): Condition {
  if (name.kind === 'exact') return name.condition
  const stronger = [...owners].flatMap(([other, names]) =>
    other === server
      ? []
      : names.filter((each) => isPreferred(each, name, other.index < server.index) && namesMeet(each, name)),
  )
  return allOf([name.condition, notOf(anyName(stronger))])
}

/** The requests of the default server: those for its names, and those for names that no server has. */
function defaultRegion(region: Condition, names: readonly ServerName[], foreign: readonly ServerName[]): Condition {
  const rest = notOf(anyName(foreign))
  const isCovered = names.every((name) => !foreign.some((other) => namesMeet(name, other)))
  return isCovered || region.kind === 'never' ? rest : anyOf([region, rest])
}

/** Whether a server answers every request by itself. */
function answersAll({ block = [] }: Directive): boolean {
  return block.some(({ name, args }) => {
    if (name === 'return') return true
    return name === 'rewrite' && /^\^|\.\*/.test(args[0] ?? '') && (args[2] === 'permanent' || args[2] === 'redirect')
  })
}

function noteUnreached(server: Server, fallback: Server | undefined, draft: PolicyDraft): void {
  const { directive, sockets, names } = server
  const shares = sockets.some(({ id }) => fallback?.sockets.some((socket) => socket.id === id) === true)
  const ports = sockets.map(({ id }) => id.replace(/^\*:/, '')).join(', ')
  if (shares)
    noteAt(
      draft,
      directive,
      'this server has no unique name and is not the default of a port, so no request reaches it',
    )
  else if (names.length === 0)
    noteAt(
      draft,
      directive,
      `this server is not imported: only requests to ${ports} reach it, and a policy does not see where a request arrives`,
    )
  else
    noteAt(
      draft,
      directive,
      `this server on ${ports} is not imported: another server has its names, and a policy does not see where a request arrives`,
    )
}
