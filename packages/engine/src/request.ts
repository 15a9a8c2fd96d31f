/** A request as received by an adapter, before any interpretation. No field is trusted; each may contain any bytes. */
export interface GateRequest {
  readonly method: string
  /** The request target as received: origin-form, absolute-form, authority-form or `*`. */
  readonly target: string
  /**
   * Alternating header names and values in the order received, including duplicates (Node's `rawHeaders`). HTTP/2's `:authority`
   * is read as the host.
   */
  readonly headers: readonly string[]
  /** Whether the server may have dropped header fields, because there were as many as it keeps: the request is refused with 431. */
  readonly hasCutHeaders?: boolean
  /** The socket's address as text; `undefined` for a Unix socket; an invalid address (such as "") if it cannot be read. */
  readonly peer: string | undefined
  /** The principal's id, not empty; a number is converted to its decimal digits. Absent if no user is logged in. */
  readonly user?: string | number | bigint
  /** Facts supplied by the host, by declared name. Only own properties are read, each once. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** A known client address, for explain and replay: `client ip` is not evaluated. MUST be a valid address. Adapters never set it. */
  readonly ip?: string
}
