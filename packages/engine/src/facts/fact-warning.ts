/** What a warning is about: stable, kebab-case. */
export type FactWarningCode =
  /** A trusted proxy sent no forwarding header: lists and limits see the proxy. */
  | 'client-address-missing'
  /** What a trusted proxy sent cannot be used: the last trusted hop stands as the client. */
  | 'client-address-unsure'
  /** A fact is of another type than declared, and counts as absent. */
  | 'fact-type'
  /** A plugin gave a value that is none of those it says there are: it counts as absent. */
  | 'fact-value'
  /** A plugin's fact could not be worked out or looked up: it counts as absent. */
  | 'plugin-fact-failed'
  /** A plugin's fact is asked for more often than its bounds allow: some requests are decided without it. */
  | 'plugin-fact-dropped'
  /** What the host supplies holds a fact, but not as a property of its own under the declared name: it counts as absent. */
  | 'fact-shape'
  /** An entry of an `ips` fact is no address: it matches nobody. */
  | 'ips-entry'
  /** A prefix in an `ips` fact has bits behind its length: it is taken for its network. */
  | 'ips-host-bits'
  /** An `ips` fact holds nothing but separators: it is empty. */
  | 'ips-blank'

/** Something that the operator should know and that stops nothing. */
export interface FactWarning {
  readonly code: FactWarningCode
  /** The declared name of the fact that it is about: each fact is warned of by itself. */
  readonly about?: string
  /** One sentence without line breaks; what hosts and clients wrote is escaped. */
  readonly message: string
}
