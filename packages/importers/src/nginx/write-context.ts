import { allOf, type Condition } from '../draft/condition.ts'
import { type Inherited, type NginxContext, regionOf } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { writeAccess } from './write-access.ts'
import { writeRefusals } from './write-refusals.ts'

/** Directives that say who comes in and cannot be carried over: why. */
const leftOut: Readonly<Record<string, string>> = {
  limit_conn: 'limits of connections at once are not known to the language',
  limit_rate: 'bandwidth is not limited here',
  auth_basic: 'who is logged in is the application’s to say: use `user is present`',
  auth_request: 'a question to another server is not asked here: supply its answer as a fact',
  auth_jwt: 'who is logged in is the application’s to say: use `user is present`',
  satisfy: 'addresses and passwords are not alternatives here: write `allow only ip in … or user is present`',
  include: 'the file is not followed: import it as well',
  valid_referers: 'write it with `header("referer")`',
  ssl_verify_client: 'certificates are not seen here: supply what was found as a fact',
  secure_link: 'links are not verified here: supply what was found as a fact',
}

/** Writes the rules of one context and of those within it. */
export function writeContext(
  directives: readonly Directive[],
  context: NginxContext,
  inherited: Inherited,
  owner = '',
): void {
  const { draft, limits } = context
  const given = Number(directives.find(({ name }) => name === 'limit_req_status')?.args[0] ?? inherited.status)
  const dryRun = directives.find(({ name }) => name === 'limit_req_dry_run')?.args[0]
  const { variables, isWhole } = writeRefusals(owner, directives, context, inherited)
  const own: Inherited = {
    variables,
    region: inherited.region,
    status: given >= 400 && given <= 599 ? given : 503,
    isDry: dryRun === undefined ? inherited.isDry : dryRun === 'on',
  }
  // Where everything is refused anyway, a list or limit says nothing more; a server’s answer leaves its locations without requests.
  if (isWhole && owner !== 'location') return
  if (!isWhole) {
    writeAccess(directives, context)
    limits.write(directives, context, own)
  }
  for (const directive of directives) {
    const { name, args, line, block } = directive
    const why = Object.hasOwn(leftOut, name) ? leftOut[name] : undefined
    if (block !== undefined) writeBlock(directive, context, own)
    else if (why !== undefined && args[0] !== 'off' && !(name === 'include' && saysNothing(args[0] ?? '')))
      draft.note(line, `${[name, ...args].join(' ')}: ${why}`)
  }
}

function writeBlock(directive: Directive, context: NginxContext, inherited: Inherited): void {
  const { name, args, line, block = [] } = directive
  const { draft } = context
  switch (name) {
    case 'if':
    case 'geo':
    case 'map':
    case 'types':
    case 'upstream':
    case 'events':
      return
    case 'http':
      return writeContext(block, context, inherited, name)
    case 'server':
    case 'location':
    case 'limit_except': {
      const region: Condition | undefined = regionOf(directive, context)
      if (region !== undefined) {
        const inner: Inherited = { ...inherited, region: allOf([inherited.region, region]) }
        return draft.where(region, () => writeContext(block, context, inner, name))
      }
      if (name !== 'server')
        draft.note(line, `${[name, ...args].join(' ')} is not carried over, and what stands around it holds there too`)
      return
    }
    default:
      if (saysWhoComesIn(block)) draft.note(line, `${[name, ...args].join(' ')} is not carried over`)
  }
}

/** Files that come with nginx and say nothing of who comes in. */
function saysNothing(file: string): boolean {
  return /(^|\/)(mime\.types|proxy\.conf|fastcgi\.conf|(fastcgi|proxy|scgi|uwsgi)_params)$/.test(file)
}

const deciding = ['allow', 'deny', 'limit_req', 'if', 'return', 'internal']

function saysWhoComesIn(directives: readonly Directive[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.includes(name) || saysWhoComesIn(block))
}
