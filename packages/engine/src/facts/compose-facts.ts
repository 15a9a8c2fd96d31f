import type { Facts } from '@tidegate/model'
import { type IpAddress, normaliseQuery } from '@tidegate/values'
import type { ClientAddress } from '../http/client-address.ts'
import { readCookie } from '../http/read-cookie.ts'
import { type FieldLines, listOf } from '../http/read-headers.ts'
import { readQuery } from '../http/read-query.ts'
import { decodeSlashes } from '../http/path-readings.ts'
import { readTarget, type TargetOptions, type TargetReading } from '../http/read-target.ts'
import { reviewCookies } from '../http/review-cookies.ts'
import { reviewQuery } from '../http/review-query.ts'
import type { Review } from '../http/review.ts'
import { type RequestHost, requestHost } from '../http/request-host.ts'
import type { Plan } from '../plan/plan.ts'
import type { FactReading, FactRefusal } from './fact-reading.ts'
import { settledCookies, withoutEncoded } from './encoded-cookies.ts'
import { createFactValuesReader } from './fact-values-reader.ts'
import type { FactWarning } from './fact-warning.ts'
import { type CheckedPlan, createReadingCheck, type ReadingConflict } from './reading-check.ts'
import { type HeaderInputs, slots } from './request-inputs.ts'

/** The parts of a plan that composing facts uses. */
export interface ComposedPlan extends CheckedPlan {
  readonly inputs: Plan['inputs']
  readonly model: CheckedPlan['model'] & Pick<Plan['model'], 'facts'>
}

/** Options for reading ambiguous requests. */
export interface ComposeOptions extends TargetOptions {
  /**
   * `refuse`: a request that contains a query parameter, a cookie or a header field that the policy uses more than once is refused with 400. For
   * header fields, that applies to those of which Node keeps only the first, because others may be lists. Default `any`: tests on which the
   * values disagree are in doubt, so that they favour refusing.
   */
  readonly duplicateParameters?: 'any' | 'refuse'
  /** Whether the times of requests were recorded, so that they are known however old they are. Default false: a clock shows them. */
  readonly recordedTimes?: boolean
}

/** A request with its addresses and header fields, from a socket or an access log. */
export interface RequestParts {
  readonly method: string
  readonly target: string
  readonly peer: IpAddress | undefined
  readonly client: ClientAddress
  /** The lines of each header field, indexed by the slots of the `HeaderInputs` with which facts are composed. */
  readonly lines: readonly FieldLines[]
  readonly user: string | undefined
  /** Facts that the host supplies. */
  readonly supplied: Readonly<Record<string, unknown>> | undefined
}

/** Composes the facts of one request. `nowMs` is the wall clock, read once by the caller. */
export type ComposeFacts = (parts: RequestParts, nowMs: number) => FactReading

/**
 * Creates a function that composes facts from the parts of a request: its canonical target, its host, queries, cookies and declared facts. It
 * throws only if a getter of the supplied facts does.
 */
export function createComposeFacts(
  plan: ComposedPlan,
  fields: HeaderInputs,
  options: ComposeOptions,
  warn: (warning: FactWarning) => void,
): ComposeFacts {
  const { inputs, model } = plan
  const findConflict = createReadingCheck(plan)
  const readFactValues = createFactValuesReader(model.facts, warn)
  const settled = settledCookies(model.rules, inputs.cookies)
  let lastHost: string | undefined
  let hostOfLast: RequestHost = requestHost(undefined, undefined, undefined)

  /** WHY: most servers have one name, so the last host is cached. */
  function readHost(host: FieldLines, pseudo: FieldLines, authority: string | undefined): RequestHost {
    if (pseudo !== undefined || authority !== undefined || typeof host !== 'string' || host.length > maxCachedLength) {
      return requestHost(listOf(host), listOf(pseudo), authority)
    }
    if (host === lastHost) return hostOfLast
    hostOfLast = requestHost([host], undefined, undefined)
    lastHost = host
    return hostOfLast
  }

  return ({ method, target: received, peer, client, lines, user, supplied }, nowMs) => {
    const target = readTarget(method, received, options)
    if (target.kind === 'refusal') return refuse(target.reason, target.detail, client, undefined)
    const judged = judgedTarget(target)
    if (target.hasReadings === true) {
      const conflict = findConflict({ path: target.path, target: judged })
      if (conflict !== undefined) {
        return { ...refuse('ambiguous-path', detailOf(conflict), client, undefined), conflict }
      }
    }
    const host = readHost(lines[slots.host], lines[slots.authority], target.authority)
    if (host.kind === 'ambiguous') return refuse('ambiguous-host', host.detail, client, target)
    // WHY: a load from index -1 is one of a property, which is slower than all other steps of this function together.
    const cookieLines = fields.cookie < 0 ? undefined : listOf(lines[fields.cookie])
    const queries = inputs.queries.length === 0 ? nothing : readQuery(target.target, inputs.queries)
    const cookies = inputs.cookies.length === 0 ? nothing : readCookie(cookieLines, inputs.cookies)
    if (options.duplicateParameters === 'refuse') {
      if (queries.some(isSeveral))
        return refuse('ambiguous-parameter', 'a query parameter appears more than once', client, target)
      if (cookies.some(isSeveral))
        return refuse('ambiguous-parameter', 'a cookie appears more than once', client, target)
      if (fields.single.some((slot) => isSeveral(listOf(lines[slot]))))
        return refuse('ambiguous-parameter', 'a header field that is not a list appears more than once', client, target)
    }
    const ofQuery = inputs.queries.length === 0 ? clear : reviewQuery(target.target, inputs.queries)
    if (ofQuery.kind === 'unclear') return refuse('ambiguous-parameter', ofQuery.detail, client, target)
    const ofCookies = inputs.cookies.length === 0 ? clear : reviewCookies(cookieLines, inputs.cookies)
    if (ofCookies.kind === 'unclear') return refuse('ambiguous-parameter', ofCookies.detail, client, target)
    if (client.kind === 'unknown') return refuse('client-address-unknown', client.detail, client, target)
    const declared = readFactValues(supplied, user !== undefined)
    if (declared.kind === 'missing') return refuse('fact-missing', declared.name, client, target)

    // WHY: one literal without spread parts, which V8 would build by copying.
    const facts: Facts = {
      ip: client.kind === 'known' ? client.ip : undefined,
      peer,
      method,
      host: host.host,
      path: target.path,
      target: judged,
      agent: joined(lines[slots.agent]),
      isAgentUnsure: differ(lines[slots.agent]),
      user,
      headers:
        fields.declared.length === 0 ? nothing : freezeValues(fields.declared.map((slot) => listOf(lines[slot]))),
      queries: freezeValues(withOthers(queries, ofQuery)),
      cookies: freezeValues(withOthers(cookies, withoutEncoded(ofCookies, cookies, settled))),
      values: declared.values,
      nowMs,
      isTimeRecorded: options.recordedTimes === true,
    }
    const isUsual = judged === target.target && target.hasReadings !== true
    return { kind: 'facts', facts: isUsual ? facts : { ...facts, ...unusualFacts(target, judged) } }
  }
}

/** The facts that few requests have. */
function unusualFacts(
  { path, target, hasReadings }: Extract<TargetReading, { kind: 'target' }>,
  judged: string,
): Pick<Facts, 'passedTarget' | 'decoded'> {
  return {
    ...(judged !== target && { passedTarget: target }),
    ...(hasReadings === true && { decoded: decodedTarget({ path, target: judged }) }),
  }
}

/** Maximum length of a cached host field, which keeps the string of the whole request head in memory. */
const maxCachedLength = 260

const nothing: readonly undefined[] = Object.freeze([])

const clear: Review = { kind: 'clear' }

/** The values of the declared names, with those that other readers find. */
function withOthers(
  values: readonly (readonly string[] | undefined)[],
  review: Review,
): readonly (readonly string[] | undefined)[] {
  if (review.kind !== 'also') return values
  return values.map((found, slot) => (found === undefined ? found : [...found, ...review.values[slot]!]))
}

const statuses: Readonly<Record<FactRefusal['reason'], FactRefusal['status']>> = {
  'ambiguous-method': 400,
  'ambiguous-path': 400,
  'ambiguous-host': 400,
  'ambiguous-parameter': 400,
  'target-too-long': 414,
  'too-many-headers': 431,
  'client-address-unknown': 503,
  'fact-missing': 503,
}

function detailOf(conflict: ReadingConflict): string {
  return conflict.path === undefined ? 'too many encoded slashes' : 'an encoded slash that matters if it is decoded'
}

/** The target in the form in which it is compared. */
function judgedTarget({ path, target }: { readonly path: string; readonly target: string }): string {
  if (target.length === path.length || !target.includes('%', path.length)) return target
  return path + normaliseQuery(target.slice(path.length))
}

function decodedTarget({ path, target }: { readonly path: string; readonly target: string }): Facts['decoded'] & {} {
  const decoded = decodeSlashes(path)
  return { path: decoded, target: decoded + target.slice(path.length) }
}

function refuse(
  reason: FactRefusal['reason'],
  detail: string,
  client: ClientAddress,
  target: { readonly path: string; readonly target: string } | undefined,
): FactRefusal {
  return {
    kind: 'refusal',
    reason,
    status: statuses[reason],
    detail,
    ...(client.kind === 'known' && { ip: client.ip }),
    ...(target !== undefined && { path: target.path, target: target.target }),
  }
}

function joined(lines: FieldLines): string | undefined {
  if (lines === undefined || typeof lines === 'string') return lines
  return differ(lines) ? lines.join(' ') : lines[0]
}

function differ(lines: FieldLines): boolean {
  return typeof lines === 'object' && lines.some((line) => line !== lines[0])
}

function isSeveral(values: readonly string[] | undefined): boolean {
  return values !== undefined && values.length > 1
}

function freezeValues(values: readonly (readonly string[] | undefined)[]): readonly (readonly string[] | undefined)[] {
  if (values.length === 0) return values
  for (const value of values) Object.freeze(value)
  return Object.freeze(values)
}
