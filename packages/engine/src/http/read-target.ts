import { canonicalPath } from './canonical-path.ts'
import { canonicalQuery } from './canonical-query.ts'
import { methodFault } from './method-fault.ts'
import { ordinaryPathEnd } from './ordinary-target.ts'
import { hasReadings } from './path-readings.ts'

/** Options for reading targets. */
export interface TargetOptions {
  /**
   * `both`: `%2F` stays an escape, and the path is ambiguous if a policy decides it differently when it is decoded (`pathReadings`). `keep`: it stays an
   * escape, and no program is expected to decode it. `refuse`: it makes every path ambiguous. Default `both`.
   */
  readonly encodedSlash?: 'both' | 'keep' | 'refuse'
  /** `raw`: an ambiguous path is used as received instead of being refused. Default `refuse`. */
  readonly ambiguousPaths?: 'refuse' | 'raw'
}

/** The meaning of a request target, or the reason why it is refused. */
export type TargetReading =
  | {
      readonly kind: 'target'
      /** Canonical path; `*` for the asterisk-form, empty for the authority-form. */
      readonly path: string
      /** The target to pass on: the canonical path, followed by `?query` if there is one. */
      readonly target: string
      /** Authority of the absolute-form and authority-form, unchecked; `readHost` reads it. */
      readonly authority?: string
      /** The path contains an escape that some programs decode and others keep: a policy has to consider its `pathReadings`. */
      readonly hasReadings?: true
    }
  | {
      readonly kind: 'refusal'
      readonly reason: 'ambiguous-method' | 'ambiguous-path' | 'target-too-long'
      /** The reason, without any part of the request. */
      readonly detail: string
    }

/** Maximum length of a path in characters: a longer one is refused with 414, never truncated. */
export const maxPathLength = 2_048

/** Maximum length of a target including its query, the default of Node's parser. */
export const maxTargetLength = 16_384

/**
 * Reads a request target (RFC 9112 §3.2): returns its canonical path and the target to pass on, so that a policy and the router after it cannot
 * disagree, or a refusal (400 or 414). See `canonicalPath` for the paths that are refused, and `methodFault` for the methods.
 *
 * The absolute-form is split into path and authority; the authority-form is accepted only with CONNECT, which has no path, and `*` only with
 * OPTIONS. Queries keep their escapes; controls, white space and `#` in them are refused. Never throws. Linear; an ordinary target takes one
 * scan.
 */
export function readTarget(method: string, target: string, options: TargetOptions = {}): TargetReading {
  const fault = methodFault(method)
  if (fault !== undefined) return { kind: 'refusal', reason: 'ambiguous-method', detail: fault }
  if (target.length > maxTargetLength) return tooLong()
  const first = target.charCodeAt(0)
  if (first === 47) return readOrigin(target, undefined, options)
  if (method === 'CONNECT') return { kind: 'target', path: '', target, authority: target }
  if (first === 42 && target.length === 1 && method === 'OPTIONS') return { kind: 'target', path: '*', target: '*' }
  return readAbsolute(method, target, options)
}

function readAbsolute(method: string, target: string, options: TargetOptions): TargetReading {
  const scheme = /^(?:https?|wss?):\/\//i.exec(target)
  if (scheme === null) return ambiguous('an unknown form of target', target, undefined, options)
  const start = scheme[0].length
  const length = target.slice(start).search(/[/?#]/)
  const end = length < 0 ? target.length : start + length
  const authority = target.slice(start, end)
  // RFC 9110 §4.2.1: invalid; browsers and `new URL` take the first segment for the host.
  if (authority === '') return ambiguous('a target without a host', target, undefined, options)
  if (end < target.length && target.charCodeAt(end) === 47) return readOrigin(target.slice(end), authority, options)
  // A missing path is `*` for OPTIONS without a query (RFC 9112 §3.2.4), and `/` otherwise (RFC 9110 §4.2.3).
  if (end === target.length && method === 'OPTIONS') return { kind: 'target', path: '*', target: '*', authority }
  return readOrigin(`/${target.slice(end)}`, authority, options)
}

function readOrigin(target: string, authority: string | undefined, options: TargetOptions): TargetReading {
  const end = ordinaryPathEnd(target)
  if (end >= 0) {
    return end > maxPathLength
      ? tooLong()
      : reading(end === target.length ? target : target.slice(0, end), target, authority)
  }
  const mark = target.indexOf('?')
  const received = mark < 0 ? target : target.slice(0, mark)
  if (received.length > maxPathLength) return tooLong()
  const canonical = canonicalPath(received, options.encodedSlash === 'refuse')
  if (canonical.kind === 'ambiguous') return ambiguous(canonical.detail, target, authority, options)
  if (canonical.path.length > maxPathLength) return tooLong()
  if (mark < 0) return marked(reading(canonical.path, canonical.path, authority), options)
  const query = canonicalQuery(target.slice(mark))
  if (query.kind === 'ambiguous') return ambiguous(query.detail, target, authority, options)
  return marked(reading(canonical.path, canonical.path + query.query, authority), options)
}

/** Marks a target that has several readings, unless the options say that `%2F` is kept, or that ambiguous paths are not refused. */
function marked(target: Target, { encodedSlash = 'both', ambiguousPaths }: TargetOptions): Target {
  if (encodedSlash !== 'both' || ambiguousPaths === 'raw' || !hasReadings(target.path)) return target
  return { ...target, hasReadings: true }
}

type Target = Extract<TargetReading, { kind: 'target' }>

function reading(path: string, target: string, authority: string | undefined): Target {
  return authority === undefined ? { kind: 'target', path, target } : { kind: 'target', path, target, authority }
}

function tooLong(): TargetReading {
  return { kind: 'refusal', reason: 'target-too-long', detail: `a path longer than ${maxPathLength} characters` }
}

function ambiguous(
  detail: string,
  target: string,
  authority: string | undefined,
  options: TargetOptions,
): TargetReading {
  if (options.ambiguousPaths !== 'raw') return { kind: 'refusal', reason: 'ambiguous-path', detail }
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  return path.length > maxPathLength ? tooLong() : reading(path, target, authority)
}
