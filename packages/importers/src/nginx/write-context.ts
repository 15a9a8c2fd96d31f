import { allOf, anyOf, conditionText, never, notOf } from '../draft/condition.ts'
import { errorPagesOf } from './error-page.ts'
import { type Inherited, isContext, type NginxContext, regionOf } from './nginx-context.ts'
import { neverWithinIf, notImported, withinIf } from './not-imported.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText, noteAt } from './place.ts'
import { answeredIn, locationsWithin } from './replaced-within.ts'
import type { Refusal } from './rewrite-phase.ts'
import { writeAccess } from './write-access.ts'
import { writeRefusals } from './write-refusals.ts'

/**
 * Writes the rules of one context and of the contexts nested in it. `owner` is the directive of its block; absent for the outermost
 * directives.
 */
export function writeContext(
  directives: readonly Directive[],
  context: NginxContext,
  inherited: Inherited,
  owner?: Directive,
  earlier: readonly Refusal[] = [],
): void {
  const { draft, limits } = context
  const own = settingsOf(directives, inherited)
  if (owner?.name === 'location' && directives.some(({ name }) => name === 'internal')) {
    // Nested locations are internal too.
    const spared = anyOf(
      earlier.filter(({ status }) => status > 404 || status === 403).map(({ condition }) => condition),
    )
    draft.rule(`block anyone${spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`}  reply 404`)
    return
  }
  const phase = owner === undefined ? undefined : context.phases.get(owner)
  const isLocation = owner?.name === 'location'
  if (phase !== undefined) {
    // A location's own answers do not apply in nested locations; a server's are sent before any location is chosen.
    writeRefusals(phase, isLocation ? locationsWithin(directives, context) : never, earlier, context)
  }
  const refusals = isLocation || phase === undefined ? earlier : [...earlier, ...phase.refusals]
  const isWhole = phase?.refusals.some(({ condition }) => condition.kind === 'always') === true
  // If a server answers all requests, nothing after its answer is reached.
  if (isWhole && !isLocation) return
  const answered = owner === undefined ? never : answeredIn(owner, context)
  const isOver = isWhole && locationsWithin(directives, context).kind === 'never'
  draft.where(notOf(answered), () => {
    const reached: Inherited = { ...own, region: allOf([own.region, notOf(answered)]) }
    if (!isOver) {
      writeAccess(directives, context, reached)
      limits.write(directives, context, reached)
    }
    for (const directive of directives) {
      if (directive.block === undefined) noteOther(directive, context)
      else if (!isLocation || !isContext(directive.name)) writeBlock(directive, context, reached, refusals)
    }
  })
  // What a location answers, its nested locations need not answer.
  if (!isLocation) return
  for (const directive of directives) {
    if (directive.block !== undefined && isContext(directive.name)) writeBlock(directive, context, own, refusals)
  }
}

/** Returns the settings of a context. */
function settingsOf(directives: readonly Directive[], inherited: Inherited): Inherited {
  const argOf = (wanted: string): string | undefined => directives.find(({ name }) => name === wanted)?.args[0]
  const status = Number(argOf('limit_req_status') ?? inherited.status)
  const dryRun = argOf('limit_req_dry_run')
  const satisfy = argOf('satisfy')
  const asks = directives.filter(({ name }) => ['auth_basic', 'auth_request', 'auth_jwt'].includes(name))
  return {
    region: inherited.region,
    status: status >= 400 && status <= 599 ? status : 503,
    isDry: dryRun === undefined ? inherited.isDry : dryRun === 'on',
    pages: errorPagesOf(directives, inherited.pages),
    hasList: inherited.hasList || directives.some(({ name }) => name === 'allow' || name === 'deny'),
    hasServerName: inherited.hasServerName || (argOf('server_name') ?? '') !== '',
    satisfiesAny: satisfy === undefined ? inherited.satisfiesAny : satisfy === 'any',
    asksForUser: asks.length === 0 ? inherited.asksForUser : asks.some(({ args }) => args[0] !== 'off'),
  }
}

function noteOther(directive: Directive, { draft }: NginxContext): void {
  const { name, args } = directive
  const why = Object.hasOwn(notImported, name) ? notImported[name] : undefined
  if (why !== undefined && args[0] !== 'off') noteAt(draft, directive, `${directiveText(directive)}: ${why}`)
}

function writeBlock(
  directive: Directive,
  context: NginxContext,
  inherited: Inherited,
  earlier: readonly Refusal[],
): void {
  const { name, block = [] } = directive
  const { draft } = context
  switch (name) {
    case 'if':
      for (const each of block) {
        if (neverWithinIf.includes(each.name)) noteAt(draft, each, `${directiveText(each)}: ${withinIf}`)
        else noteOther(each, context)
      }
      return
    case 'geo':
    case 'map':
    case 'types':
    case 'split_clients':
    case 'upstream':
    case 'events':
      return
    case 'http':
      return writeContext(block, context, inherited, directive, earlier)
    case 'server':
    case 'location':
    case 'limit_except': {
      const region = regionOf(directive, context)
      for (const message of context.remarks.get(directive) ?? []) noteAt(draft, directive, message)
      if (region !== undefined) {
        const inner: Inherited = { ...inherited, region: allOf([inherited.region, region]) }
        return draft.where(region, () => writeContext(block, context, inner, directive, earlier))
      }
      if (directive.args[0]?.startsWith('@') === true) return noteNamed(directive, context)
      if (name === 'limit_except')
        noteAt(draft, directive, `${directiveText(directive)} is not imported: it names no method`)
      return
    }
    default:
      if (controlsAccess(block)) noteAt(draft, directive, `${directiveText(directive)} is not imported`)
  }
}

/** Notes the rules of a named location, which only inner redirects reach. */
function noteNamed(directive: Directive, { draft }: NginxContext): void {
  if (controlsAccess(directive.block ?? []))
    noteAt(
      draft,
      directive,
      `${directiveText(directive)}: its rules are not imported, because only inner redirects lead there`,
    )
}

const deciding = ['allow', 'deny', 'limit_req', 'if', 'return', 'internal']

function controlsAccess(directives: readonly Directive[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.includes(name) || controlsAccess(block))
}
