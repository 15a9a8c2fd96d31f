import { allOf, type Condition } from '../draft/condition.ts'
import { type Inherited, type NginxContext, regionOf } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { writeAccess } from './write-access.ts'
import { writeRefusals } from './write-refusals.ts'

/** Directives that control access and cannot be imported, with the reason. */
const notImported: Readonly<Record<string, string>> = {
  limit_conn: 'limits on concurrent connections are not supported',
  limit_rate: 'bandwidth limits are not supported',
  auth_basic: 'authentication is left to the application: use `user is present`',
  auth_request: 'subrequests are not supported: supply the result as a fact',
  auth_jwt: 'authentication is left to the application: use `user is present`',
  satisfy: 'not supported: write `allow only ip in … or user is present`',
  include: 'the file is not read: import it too',
  valid_referers: 'write it with `header("referer")`',
  ssl_verify_client: 'certificates are not checked: supply the result as a fact',
  secure_link: 'links are not verified: supply the result as a fact',
}

/** Writes the rules of one context and of the contexts nested in it. */
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
  // If everything is refused anyway, lists and limits have no effect; if a server answers all requests, its locations receive
  // none.
  if (isWhole && owner !== 'location') return
  if (!isWhole) {
    writeAccess(directives, context)
    limits.write(directives, context, own)
  }
  for (const directive of directives) {
    const { name, args, line, block } = directive
    const why = Object.hasOwn(notImported, name) ? notImported[name] : undefined
    if (block !== undefined) writeBlock(directive, context, own)
    else if (why !== undefined && args[0] !== 'off' && !(name === 'include' && isHarmlessFile(args[0] ?? '')))
      draft.note(line, `${[name, ...args].join(' ')}: ${why}`)
  }
}

function writeBlock(directive: Directive, context: NginxContext, inherited: Inherited): void {
  const { name, args, line, block = [] } = directive
  const { draft } = context
  switch (name) {
    case 'if':
      for (const { name: inner, args: words, line: at } of block) {
        const why = Object.hasOwn(notImported, inner)
          ? notImported[inner]!
          : neverWithinIf.includes(inner)
            ? withinIf
            : undefined
        if (why !== undefined && words[0] !== 'off') draft.note(at, `${[inner, ...words].join(' ')}: ${why}`)
      }
      return
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
        draft.note(line, `${[name, ...args].join(' ')} is not imported; the rules of the enclosing block apply there`)
      return
    }
    default:
      if (controlsAccess(block)) draft.note(line, `${[name, ...args].join(' ')} is not imported`)
  }
}

/** Directives that nginx does not accept within `if`. */
const neverWithinIf = ['limit_req', 'limit_req_status', 'limit_req_dry_run', 'allow', 'deny', 'location', 'internal']

const withinIf = 'nginx does not accept it within `if`, so it is not imported'

/** Whether a file comes with nginx and does not affect access. */
function isHarmlessFile(file: string): boolean {
  return /(^|\/)(mime\.types|proxy\.conf|fastcgi\.conf|(fastcgi|proxy|scgi|uwsgi)_params)$/.test(file)
}

const deciding = ['allow', 'deny', 'limit_req', 'if', 'return', 'internal']

function controlsAccess(directives: readonly Directive[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.includes(name) || controlsAccess(block))
}
