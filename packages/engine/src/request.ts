/**
 * A request as an adapter sees it, before anything is interpreted. Nothing here is trusted, whatever its bytes.
 */
export interface GateRequest {
  readonly method: string
  /** The request target as received: origin-form, absolute-form, authority-form or `*`. */
  readonly target: string
  /**
   * Header names and values by turns, in the order received, duplicates kept (Node's `rawHeaders`). HTTP/2's `:authority`
   * is read as a host.
   */
  readonly headers: readonly string[]
  /** The socket's address as text; `undefined` on a Unix socket; a text that is no address (such as "") where it cannot be read. */
  readonly peer: string | undefined
  /** The principal's id, not empty; of a number, its digits stand for it. Absent when nobody is logged in. */
  readonly user?: string | number | bigint
  /** Facts that the host supplies, by declared name. Read by own properties only, each once. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** A client address that is already known, for explain and replay: `client ip` is not consulted. Adapters never set it. MUST be an address. */
  readonly ip?: string
}
