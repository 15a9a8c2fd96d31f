import { anyOf, type Condition, conditionText, isIn } from '../draft/condition.ts'
import { apacheAddress } from './apache-address.ts'
import { withHead } from './method-limits.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { type ApacheReading, shown } from './reading.ts'

/** Directives that decide which requests are admitted and have no equivalent, with the reason. */
const notImported: Readonly<Record<string, string>> = {
  qs_srvmaxconnperip: 'limits on concurrent connections are not imported: write “limit N at once per ip”',
  dospagecount: 'write it as a limit: `limit 50 per second per ip and path`',
  dossitecount: 'write it as a limit: `limit 50 per second per ip`',
  dosblockingperiod: 'write `then block for` after a limit',
  doswhitelist: 'write `unless ip in …` after a limit',
  secrule: 'rules of mod_security have no equivalent',
  secaction: 'rules of mod_security have no equivalent',
  secruleengine: 'rules of mod_security have no equivalent',
  limitrequestbody: 'sizes of requests are not checked',
  limitrequestfields: 'the number of header fields is limited by the application’s server',
  limitrequestline: 'paths of more than 2,048 characters are refused with 414, whatever this says',
  allowencodedslashes: 'the gate decides `%2F` by itself: see the option `encodedSlash`',
  mergeslashes: 'repeated slashes are always collapsed',
  hostnamelookups: 'names of clients need the DNS',
  authtype: 'passwords are not checked here: the application supplies the user',
  authuserfile: 'passwords are not checked here: the application supplies the user',
  authbasicprovider: 'passwords are not checked here: the application supplies the user',
  satisfy: '',
  authmerging:
    'requirements of several sections are not combined here: each section replaces those around it, so that its own ones alone apply',
  rewritemap: 'maps of rewrite rules have no equivalent',
  userdir: 'which folders it serves is known only on the server',
  aliasmatch: 'sections about the folders that it serves are not imported',
  scriptaliasmatch: 'sections about the folders that it serves are not imported',
  virtualdocumentroot: 'which folders it serves is known only on the server',
  accessfilename: 'import the files of that name with --at /FOLDER/',
  errordocument: 'pages for errors are not imported: add `reply 403 "text"` to a rule',
  setenv: 'httpd sets it after it has decided about access, so that no rule here sees it',
  passenv: 'httpd sets it after it has decided about access, so that no rule here sees it',
}

const prefixes: readonly (readonly [RegExp, string])[] = [
  [/^qs_/, 'rules of mod_qos have no equivalent: write them as limits'],
  [/^dos/, 'mod_evasive: write it as a limit'],
  [/^geoip|^maxmind/, 'countries need a plugin: see @tidegate/geoip-plugin'],
  [/^luahook|^luaauthz/, 'programs have no equivalent'],
  [/^bandwidth|^ratelimit/, 'the speed of replies is not limited'],
]

/** Writes a note for each directive that has no equivalent but decides which requests are admitted. */
export function noteNotImported(directives: readonly ApacheDirective[], reading: ApacheReading): void {
  for (const directive of directives) {
    const { name, args } = directive
    const why = Object.hasOwn(notImported, name) ? notImported[name] : prefixes.find(([form]) => form.test(name))?.[1]
    if (why !== undefined && why !== '') {
      if (/^(?:auth|secaction|secrule|errordocument|setenv|passenv)/.test(name))
        reading.once(directive, `${shownBriefly(directive)}: ${why}`)
      else reading.note(directive, `${shown(directive)}: ${why}`)
    }
    if (name === 'setoutputfilter' && args.some((arg) => /rate_limit/i.test(arg)))
      reading.note(directive, `${shown(directive)}: the speed of replies is not limited`)
  }
}

/** Names the directive without its arguments if many of a kind are to share one note. */
function shownBriefly(directive: ApacheDirective): string {
  return shown({ ...directive, args: directive.args.slice(0, 1) })
}

/** Whether a section has `AllowMethods`. */
export function hasAllowMethods(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name }) => name === 'allowmethods')
}

/** Writes `AllowMethods` and `TraceEnable off`, except for requests for which another section replaces them. */
export function writeMethods(
  directives: readonly ApacheDirective[],
  replaced: Condition,
  reading: ApacheReading,
): void {
  const methods = directives.findLast(({ name }) => name === 'allowmethods')
  if (methods !== undefined && methods.args[0]?.toLowerCase() !== 'reset' && replaced.kind !== 'always') {
    const listed = withHead(methods.args.filter((method) => /^[A-Z]+$/.test(method)))
    const unless = replaced.kind === 'never' ? '' : ` unless ${conditionText(replaced)}`
    if (listed.length > 0) reading.draft.rule(`block method not in ${listed.join(', ')}${unless}  reply 405`)
  }
  const trace = directives.findLast(({ name }) => name === 'traceenable')
  if (trace?.args[0]?.toLowerCase() === 'off')
    reading.draft.rule(`block ${conditionText(anyOf([isIn('method', 'TRACE')]))}  reply 405`)
}

/** Writes the trusted proxies of mod_remoteip as `client ip`. */
export function writeClientIp(all: readonly ApacheDirective[], reading: ApacheReading): void {
  const headers = all.filter(({ name }) => name === 'remoteipheader')
  const [named] = headers
  const trusted = all.filter(({ name }) => /^remoteip(trusted|internal)proxy(list)?$/.test(name))
  const entries = trusted.flatMap((directive) =>
    directive.args.flatMap((arg) => {
      const entry = directive.name.endsWith('list') ? undefined : apacheAddress(arg)
      if (entry === undefined)
        reading.note(directive, `${shown(directive)}: ${arg} is not imported, because it is not an address`)
      return entry ?? []
    }),
  )
  const header = named?.args[0]?.toLowerCase()
  if (named === undefined || header === undefined) return
  for (const other of headers.slice(1))
    if (other.args[0]?.toLowerCase() !== header)
      reading.note(other, `${shown(other)} is not imported: a policy has one header for the client's address`)
  if (entries.length === 0)
    reading.note(
      named,
      `RemoteIPHeader ${header} is not imported: httpd trusts every peer; add the proxies: \`client ip from ${header} trusting …\``,
    )
  else if (/^[a-z][a-z0-9-]*$/.test(header))
    reading.draft.declare(`client ip from ${header} trusting ${[...new Set(entries)].join(', ')}`)
  else reading.note(named, `RemoteIPHeader ${header} is not imported: it is not the name of a header field`)
}
