import { type ErrorPages, errorPagesOf, refusedWith } from './error-page.ts'
import type { Directive } from './parse-nginx.ts'

/** Directives that blocks inherit, and the settings with which they were given. */
interface InheritedRules {
  readonly access: readonly Directive[]
  readonly accessKey: string
  readonly limits: readonly Directive[]
  readonly limitKey: string
}

/** Settings that decide what a refused client receives. */
interface Settings {
  readonly pages: ErrorPages
  readonly status: number
  readonly dryRun: string
  readonly satisfy: string
  readonly asksForUser: boolean
}

const contexts: ReadonlySet<string> = new Set(['http', 'server', 'location', 'limit_except'])

/**
 * Returns a configuration in which blocks have a copy of the lists and limits that they inherit, if a client that these refuse receives
 * another reply there than in the enclosing block.
 */
export function pushDownRules(directives: readonly Directive[]): readonly Directive[] {
  const byServer = zonesByServer(directives)
  const outermost: Settings = { pages: new Map(), status: 503, dryRun: 'off', satisfy: 'all', asksForUser: false }
  return within(directives, { access: [], accessKey: '', limits: [], limitKey: '' }, outermost, byServer)
}

/** Returns the names of zones whose key contains the name of the server, so that each server counts by itself. */
function zonesByServer(directives: readonly Directive[]): ReadonlySet<string> {
  return new Set(
    directives.flatMap(({ name, args, block = [] }) => {
      if (name !== 'limit_req_zone') return [...zonesByServer(block)]
      if (!/\$(?:\{server_name\}|server_name\b)/.test(args[0] ?? '')) return []
      return args.flatMap((word) => /^zone=([^:]+)/.exec(word)?.[1] ?? [])
    }),
  )
}

function within(
  block: readonly Directive[],
  inherited: InheritedRules,
  outer: Settings,
  byServer: ReadonlySet<string>,
): readonly Directive[] {
  const settings = settingsOf(block, outer)
  const own = {
    access: block.filter(({ name }) => name === 'allow' || name === 'deny'),
    limits: block.filter(({ name }) => name === 'limit_req'),
  }
  const keys = keysOf(settings)
  const copiesAccess = own.access.length === 0 && inherited.access.length > 0 && inherited.accessKey !== keys.accessKey
  const copiesLimits = own.limits.length === 0 && inherited.limits.length > 0 && inherited.limitKey !== keys.limitKey
  const here: InheritedRules = {
    ...(copiesAccess || own.access.length > 0
      ? { access: own.access.length > 0 ? own.access : inherited.access, accessKey: keys.accessKey }
      : { access: inherited.access, accessKey: inherited.accessKey }),
    ...(copiesLimits || own.limits.length > 0
      ? { limits: own.limits.length > 0 ? own.limits : inherited.limits, limitKey: keys.limitKey }
      : { limits: inherited.limits, limitKey: inherited.limitKey }),
  }
  // Limits that each server counts by itself are limits of the servers.
  const isByServer = here.limits.some(({ args }) => byServer.has(zoneOf(args)))
  const hereFor = ({ name }: Directive): InheritedRules =>
    name === 'server' && isByServer ? { ...here, limitKey: 'of another server' } : here
  const hasServers = isByServer && block.some(({ name }) => name === 'server')
  const inner = block
    .filter((directive) => !hasServers || directive.name !== 'limit_req')
    .map((directive) =>
      directive.block === undefined || !contexts.has(directive.name)
        ? directive
        : { ...directive, block: within(directive.block, hereFor(directive), settings, byServer) },
    )
  return [...(copiesAccess ? inherited.access : []), ...(copiesLimits ? inherited.limits : []), ...inner]
}

function zoneOf(args: readonly string[]): string {
  return args.find((word) => word.startsWith('zone='))?.slice(5) ?? ''
}

function settingsOf(block: readonly Directive[], outer: Settings): Settings {
  const argOf = (wanted: string): string | undefined => block.find(({ name }) => name === wanted)?.args[0]
  const asks = block.filter(({ name }) => ['auth_basic', 'auth_request', 'auth_jwt'].includes(name))
  return {
    pages: errorPagesOf(block, outer.pages),
    status: Number(argOf('limit_req_status') ?? outer.status),
    dryRun: argOf('limit_req_dry_run') ?? outer.dryRun,
    satisfy: argOf('satisfy') ?? outer.satisfy,
    asksForUser: asks.length === 0 ? outer.asksForUser : asks.some(({ args }) => args[0] !== 'off'),
  }
}

function keysOf({ pages, status, dryRun, satisfy, asksForUser }: Settings): {
  readonly accessKey: string
  readonly limitKey: string
} {
  const replyTo = (refused: number): string => {
    const reply = refusedWith(refused, pages)
    return reply.kind === 'refused' ? String(reply.status) : 'elsewhere'
  }
  return { accessKey: `${replyTo(403)} ${satisfy === 'any' && asksForUser}`, limitKey: `${replyTo(status)} ${dryRun}` }
}
