/** What can happen to a server of counters. */
export type FaultName =
  | 'killed'
  | 'paused'
  | 'slowed'
  | 'restarted'
  | 'failed over'
  | 'connection silent'
  | 'network cut'

/** A real server of counters that can be made to fail. */
export interface FaultySite {
  /** Where clients connect: a server, or the Sentinel that knows it. */
  readonly endpoint: FaultEndpoint
  /** Begins the fault. Resolves when it has begun. */
  readonly begin: () => Promise<void>
  /** Ends the fault. Resolves when a new connection would work. */
  readonly end: () => Promise<void>
  /** Ends all programs, and removes what they have written. */
  readonly stop: () => Promise<void>
}

/** Where clients connect. */
export type FaultEndpoint =
  | { readonly kind: 'server'; readonly host: string; readonly port: number }
  | { readonly kind: 'sentinel'; readonly port: number }

/** A kind of fault. */
export interface Fault {
  readonly name: FaultName
  /** What is done, for readers of the table. */
  readonly what: string
  /** Whether the service returns by itself, so that the time of recovery is that since the fault began. */
  readonly endsByItself?: true
  /** Why it cannot be tried here; undefined if it can. */
  readonly missing: () => string | undefined
  readonly open: () => Promise<FaultySite>
}
