import type { IncomingMessage } from 'node:http'

/** The parts of a request that readers interpret; the generator of requests makes these parts hostile. */
export type Part = 'path' | 'query' | 'cookie' | 'headers' | 'host'

/** What a reader takes a request for. */
export type Taken =
  /** The value of a parameter, cookie or header field. */
  | { readonly kind: 'text'; readonly of: 'query' | 'cookie' | 'header'; readonly name: string; readonly value: string }
  /** A parameter or cookie is present, with a value that is not a text: no policy can describe more of it. */
  | { readonly kind: 'presence'; readonly of: 'query' | 'cookie'; readonly name: string }
  /** The host, as the application compares it. */
  | { readonly kind: 'host'; readonly host: string }
  /** The path as text, decoded or as received. */
  | { readonly kind: 'path'; readonly path: string }
  /** The only one of the `places` that a router or file server went to; undefined if it went to none of them. */
  | { readonly kind: 'place'; readonly place: string | undefined }
  | { readonly kind: 'method'; readonly method: string }

/** A function of a framework that interprets requests, as a table entry. */
export interface Reader {
  /** As in `pnpm fuzz:readers`, unique. */
  readonly name: string
  readonly part: Part
  /**
   * What the reader takes the request for, after the guard has rewritten its target from `received`; undefined if it refuses the request itself. For `query` and
   * `cookie`, what is not in the list is absent for this reader.
   */
  readonly read: (
    request: IncomingMessage,
    received: string,
  ) => readonly Taken[] | undefined | Promise<readonly Taken[] | undefined>
  /** Whether the reader distinguishes the case of paths, so that the policy has to say `paths match exactly`. Default false. */
  readonly exactCase?: boolean
  /**
   * A difference that remains and is listed in `docs/readers-after-the-gate.md`: whether the reader cannot be trusted with this request. It is counted,
   * not compared.
   */
  readonly listed?: (request: IncomingMessage, received: string) => boolean
}

/** The names that policies of the comparison declare. */
export const declaredNames = {
  query: ['debug', 'token', 'a.b', 'x y'],
  cookie: ['plan', 'token', 'a.b', '$Version'],
  header: ['referer', 'content-type', 'authorization', 'x-role', 'accept', 'cookie', 'user-agent'],
} as const

/** The places to which routers and file servers go: folders with names that can be written in several ways. */
export const places = [
  '/admin',
  '/web/static',
  '/@staff',
  '/a+b',
  '/[id]',
  "/it's,(x)",
  '/$&=:!*;~',
  '/caf\u00e9',
  '/x%y',
] as const

/** The place as a policy contains it: what ends a pattern, and what has a meaning in one, is escaped. */
export function patternOf(place: string): string {
  const escape = (character: string): string => `%${character.charCodeAt(0).toString(16)}`
  return `${place.replace(/[%*,(){}"#]/g, escape)}/**`
}
