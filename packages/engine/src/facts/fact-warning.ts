/** What a warning is about: stable, kebab-case. */
export type FactWarningCode =
  /** A trusted proxy sent no forwarding header: lists and limits see the proxy. */
  | 'client-address-missing'
  /** What a trusted proxy sent cannot be used: the last trusted hop stands as the client. */
  | 'client-address-unsure'
  /** A fact is of another type than declared, and counts as absent. */
  | 'fact-type'
  /** An entry of an `ips` fact is no address: it matches nobody. */
  | 'ips-entry'
  /** A prefix in an `ips` fact has bits behind its length: it is taken for its network. */
  | 'ips-host-bits'
  /** An `ips` fact holds nothing but separators: it is empty. */
  | 'ips-blank'

/** Something that the operator should know and that stops nothing. */
export interface FactWarning {
  readonly code: FactWarningCode
  /** One sentence without line breaks; what hosts and clients wrote is escaped. */
  readonly message: string
}
