import { accessOf, type AccessLine, addressEntry } from '../ordered-access.ts'
import { createDraft, type PolicyDraft } from '../policy-draft.ts'
import { type ImportedPolicy, finishDraft } from '../finish-draft.ts'
import { ifCondition } from './if-condition.ts'
import { type LimitZone, limitText, readZones } from './limit-zones.ts'
import { locationCondition, serverCondition } from './location-condition.ts'
import { type Directive, parseNginx } from './parse-nginx.ts'
import { readVariables, type Variables } from './variables.ts'

interface Context {
  readonly draft: PolicyDraft
  readonly variables: Variables
  readonly zones: ReadonlyMap<string, LimitZone>
}

/** Directives that say who comes in and cannot be carried over: why. */
const leftOut: Readonly<Record<string, string>> = {
  limit_conn: 'limits of connections at once are not known to the language',
  limit_rate: 'bandwidth is not limited here',
  auth_basic: 'who is logged in is the application’s to say: use `user is present`',
  auth_request: 'a question to another server is not asked here: supply its answer as a fact',
  satisfy: 'addresses and passwords are not alternatives here: write `allow only ip in … or user is present`',
  include: 'the file is not followed: import it as well',
  valid_referers: 'write it with `header("referer")`',
}

/**
 * Policy text of an nginx configuration: `allow` and `deny`, `limit_req`, `geo`, maps of the user agent, `if … return`, and
 * `set_real_ip_from`, under their servers and locations. What is not carried over is said in comments.
 */
export function importNginx(text: string, file: string): ImportedPolicy {
  const draft = createDraft(file, `from ${file}, an nginx configuration`)
  const { directives, faults } = parseNginx(text)
  for (const { line, message } of faults) draft.note(line, message)
  writeClientIp(directives, draft)
  const variables = readVariables(directives, draft)
  const zones = readZones(named(directives, 'limit_req_zone'), variables, draft)
  writeContext(directives, { draft, variables, zones }, noInheritance)
  return finishDraft(draft)
}

/** What a context inherits where it says nothing of that kind itself. */
interface Inherited {
  /** Of `limit_req_status`. */
  readonly status: number
}

const noInheritance: Inherited = { status: 503 }

function writeContext(directives: readonly Directive[], context: Context, inherited: Inherited): void {
  const { draft } = context
  const status = Number(directives.find(({ name }) => name === 'limit_req_status')?.args[0] ?? inherited.status)
  const own: Inherited = { status: status >= 400 && status <= 599 ? status : 503 }
  writeAccess(directives, context)
  writeLimits(directives, context, own)
  for (const directive of directives) {
    const { name, args, line, block } = directive
    if (name === 'if') writeIf(directive, context)
    else if (block !== undefined) writeBlock(directive, directives, context, own)
    else if (Object.hasOwn(leftOut, name)) draft.note(line, `${[name, ...args].join(' ')}: ${leftOut[name]!}`)
  }
}

function writeBlock(
  { name, args, line, block = [] }: Directive,
  siblings: readonly Directive[],
  context: Context,
  inherited: Inherited,
): void {
  const { draft } = context
  const write = (condition: string | undefined): void =>
    draft.where(condition, () => writeContext(block, context, inherited))
  switch (name) {
    case 'http':
      return write(undefined)
    case 'server': {
      const names = block.filter((each) => each.name === 'server_name').flatMap((each) => each.args)
      const { condition, unknown } = serverCondition(names)
      for (const each of unknown) draft.note(line, `server_name ${each} is not carried over`)
      // A server of which no name can be said must not become one for all hosts.
      if (condition === undefined && unknown.length > 0) return
      return write(condition)
    }
    case 'location': {
      const condition = locationCondition(args)
      if (condition !== undefined) return write(condition === 'path in /**' ? otherPaths(siblings) : condition)
      if (saysWhoComesIn(block))
        draft.note(line, `location ${args.join(' ')} is not carried over: its pattern cannot be said as paths`)
      return
    }
    default:
      if (saysWhoComesIn(block)) draft.note(line, `${[name, ...args].join(' ')} is not carried over`)
  }
}

/** What `location /` takes: all paths that no other location takes; undefined where it is the only one. */
function otherPaths(siblings: readonly Directive[]): string | undefined {
  const conditions = siblings.filter(({ name }) => name === 'location').map(({ args }) => locationCondition(args))
  const patterns = conditions.flatMap((condition) => {
    return condition === undefined || condition === 'path in /**' ? [] : [condition.replace('path in ', '')]
  })
  return patterns.length === 0 ? undefined : `path not in ${patterns.join(', ')}`
}

/** `allow` and `deny`; contexts within that have lists of their own are left out, as nginx leaves them out. */
function writeAccess(directives: readonly Directive[], { draft }: Context): void {
  const lines: AccessLine[] = []
  let first: Directive | undefined
  for (const directive of directives) {
    const { name, args, line } = directive
    if (name !== 'allow' && name !== 'deny') continue
    const [text = ''] = args
    const entry = text === 'all' ? 'all' : addressEntry(text)
    if (entry === undefined) draft.note(line, `${name} ${text} is not carried over: it is no address`)
    else {
      first ??= directive
      lines.push({ allow: name === 'allow', entry })
    }
  }
  if (first === undefined) return
  const access = accessOf(lines, true)
  const { exceptions, unknown } = innerLists(directives)
  for (const inner of unknown) {
    draft.note(
      inner.line,
      `location ${inner.args.join(' ')} has a list of its own in nginx; here the list around it holds there too`,
    )
  }
  const unless = exceptions.length === 0 ? '' : ` unless ${exceptions.join(' or ')}`
  switch (access.kind) {
    case 'open':
      return
    case 'block-all':
      return draft.rule(`block anyone${unless}`)
    case 'block':
      return draft.rule(`block ip in ${setText('denied', access.entries, draft)}${unless}`)
    case 'allow-only':
      return draft.rule(`allow only ip in ${setText('allowed', access.entries, draft)}${unless}`)
  }
}

function innerLists(directives: readonly Directive[]): {
  readonly exceptions: readonly string[]
  readonly unknown: readonly Directive[]
} {
  const exceptions: string[] = []
  const unknown: Directive[] = []
  for (const directive of directives.filter(({ block }) => block !== undefined)) {
    const { name, args, block = [] } = directive
    const hasOwn = block.some((each) => each.name === 'allow' || each.name === 'deny')
    if (name === 'location') {
      const condition = hasOwn ? locationCondition(args) : undefined
      if (condition !== undefined) exceptions.push(condition)
      else if (hasOwn) unknown.push(directive)
    } else if (name === 'server' || name === 'http') {
      const host = serverCondition(
        block.filter((each) => each.name === 'server_name').flatMap((each) => each.args),
      ).condition
      const inner = hasOwn
        ? { exceptions: host === undefined ? [] : [`(${host})`], unknown: host === undefined ? [directive] : [] }
        : innerLists(block)
      exceptions.push(
        ...inner.exceptions.map((each) => (host === undefined || hasOwn ? each : `(${host}) and ${each}`)),
      )
      unknown.push(...inner.unknown)
    }
  }
  return { exceptions, unknown }
}

function writeLimits(directives: readonly Directive[], { draft, zones }: Context, { status }: Inherited): void {
  for (const { args, line } of directives.filter(({ name }) => name === 'limit_req')) {
    const zone = zones.get(/^zone=(.+)$/.exec(args.find((each) => each.startsWith('zone=')) ?? '')?.[1] ?? '')
    const burst = Number(/^burst=(\d+)$/.exec(args.find((each) => each.startsWith('burst=')) ?? '')?.[1] ?? 0)
    if (zone === undefined) draft.note(line, `limit_req ${args.join(' ')} is not carried over: its zone is not`)
    else {
      if (burst > 0 && !args.includes('nodelay'))
        draft.note(line, 'nginx makes requests of the burst wait; here they pass at once')
      draft.rule(limitText(zone, burst, status))
    }
  }
}

function writeIf({ args, line, block = [] }: Directive, { draft, variables }: Context): void {
  const refusal = block.find(({ name }) => name === 'return')
  if (refusal === undefined) return
  const code = Number(refusal.args[0])
  if (!(code >= 400 && code <= 599)) return
  const condition = ifCondition(args, variables, draft)
  if (condition === undefined) {
    draft.note(line, `if ${args.join(' ')} is not carried over: its condition cannot be said here`)
    return
  }
  if (code === 444)
    draft.note(refusal.line, 'status 444 closes the connection in nginx; here the refusal is sent with that status')
  draft.rule(`block ${condition}${code === 403 ? '' : `  reply ${code}`}`)
}

function writeClientIp(directives: readonly Directive[], draft: PolicyDraft): void {
  const from = named(directives, 'set_real_ip_from')
  const [header] = named(directives, 'real_ip_header')
  if (from.length === 0) return
  const entries = new Set<string>()
  for (const { args, line } of from) {
    const entry = addressEntry(args[0] ?? '')
    if (entry === undefined) draft.note(line, `set_real_ip_from ${args[0] ?? ''} is not carried over: it is no address`)
    else entries.add(entry)
  }
  const name = (header?.args[0] ?? 'X-Real-IP').toLowerCase()
  if (entries.size === 0) return
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name === 'proxy-protocol')
    draft.note(header?.line ?? 1, `real_ip_header ${name} is not carried over`)
  else draft.declare(`client ip from ${name} trusting ${[...entries].join(', ')}`)
}

function setText(name: string, entries: readonly string[], draft: PolicyDraft): string {
  return entries.length <= 3 ? entries.join(', ') : draft.list(name, entries)
}

function saysWhoComesIn(directives: readonly Directive[]): boolean {
  return directives.some(
    ({ name, block = [] }) => ['allow', 'deny', 'limit_req', 'if'].includes(name) || saysWhoComesIn(block),
  )
}

function named(directives: readonly Directive[], wanted: string): readonly Directive[] {
  return directives.flatMap((each) => [...(each.name === wanted ? [each] : []), ...named(each.block ?? [], wanted)])
}
