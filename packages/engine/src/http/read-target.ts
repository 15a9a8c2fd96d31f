import { canonicalPath } from './canonical-path.ts'
import { canonicalQuery } from './canonical-query.ts'
import { ordinaryPathEnd } from './ordinary-target.ts'

/** How targets are read. */
export interface TargetOptions {
  /** `keep`: `%2F` stays a literal escape. `refuse`: it makes a path ambiguous, as behind a gateway. Default `keep`. */
  readonly encodedSlash?: 'keep' | 'refuse'
  /** `raw`: a path that would be refused is judged as it came. Default `refuse`. */
  readonly ambiguousPaths?: 'refuse' | 'raw'
}

/** What a request target means, or why it has no one meaning. */
export type TargetReading =
  | {
      readonly kind: 'target'
      /** Canonical; `*` for the asterisk-form, empty for the authority-form. */
      readonly path: string
      /** What to hand on: the canonical path, followed by `?query` where there is one. */
      readonly target: string
      /** Of absolute- and authority-form, unchecked: `readHost` reads it. */
      readonly authority?: string
    }
  | {
      readonly kind: 'refusal'
      readonly reason: 'ambiguous-path' | 'target-too-long'
      /** What is wrong, in words that do not quote the target. */
      readonly detail: string
    }

/** The longest path that is judged, in characters: a longer one is refused with 414, never cut. */
export const longestPath = 2_048

/** The longest target, query included: what Node's parser takes by default. */
export const longestTarget = 16_384

/**
 * What a request target (RFC 9112 §3.2) means: one canonical path and what to hand on, so that a policy and the router
 * behind it cannot disagree; or a refusal (400 or 414). `canonicalPath` says what is refused.
 *
 * Origin-form as it is; of absolute-form the path and, apart, the authority; authority-form only with CONNECT, which no
 * path decides; `*` only with OPTIONS. Queries keep their escapes; controls, white space and `#` in them are refused.
 * Never throws. Linear, and an ordinary target costs one scan.
 */
export function readTarget(method: string, target: string, options: TargetOptions = {}): TargetReading {
  if (target.length > longestTarget) return tooLong()
  const first = target.charCodeAt(0)
  if (first === 47) return readOrigin(target, undefined, options)
  if (method === 'CONNECT') return { kind: 'target', path: '', target, authority: target }
  if (first === 42 && target.length === 1 && method === 'OPTIONS') return { kind: 'target', path: '*', target: '*' }
  return readAbsolute(method, target, options)
}

function readAbsolute(method: string, target: string, options: TargetOptions): TargetReading {
  const scheme = /^(?:https?|wss?):\/\//i.exec(target)
  if (scheme === null) return ambiguous('a target of no known form', target, undefined, options)
  const start = scheme[0].length
  const length = target.slice(start).search(/[/?#]/)
  const end = length < 0 ? target.length : start + length
  const authority = target.slice(start, end)
  if (end < target.length && target.charCodeAt(end) === 47) return readOrigin(target.slice(end), authority, options)
  // RFC 9112 §3.2.4: a missing path is `*` for OPTIONS without a query; RFC 9110 §4.2.3: else it is `/`.
  if (end === target.length && method === 'OPTIONS') return { kind: 'target', path: '*', target: '*', authority }
  return readOrigin(`/${target.slice(end)}`, authority, options)
}

function readOrigin(target: string, authority: string | undefined, options: TargetOptions): TargetReading {
  const end = ordinaryPathEnd(target)
  if (end >= 0) {
    return end > longestPath
      ? tooLong()
      : reading(end === target.length ? target : target.slice(0, end), target, authority)
  }
  const mark = target.indexOf('?')
  const received = mark < 0 ? target : target.slice(0, mark)
  if (received.length > longestPath) return tooLong()
  const canonical = canonicalPath(received, options.encodedSlash === 'refuse')
  if (canonical.kind === 'ambiguous') return ambiguous(canonical.detail, target, authority, options)
  if (canonical.path.length > longestPath) return tooLong()
  if (mark < 0) return reading(canonical.path, canonical.path, authority)
  const query = canonicalQuery(target.slice(mark))
  if (query.kind === 'ambiguous') return ambiguous(query.detail, target, authority, options)
  return reading(canonical.path, canonical.path + query.query, authority)
}

function reading(path: string, target: string, authority: string | undefined): TargetReading {
  return authority === undefined ? { kind: 'target', path, target } : { kind: 'target', path, target, authority }
}

function tooLong(): TargetReading {
  return { kind: 'refusal', reason: 'target-too-long', detail: `a path above ${longestPath} characters` }
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
  return path.length > longestPath ? tooLong() : reading(path, target, authority)
}
