/** The stable code of a warning, in kebab case. */
export type FactWarningCode =
  /** A trusted proxy sent no forwarding header: lists and limits use the address of the proxy. */
  | 'client-address-missing'
  /** The address that a trusted proxy sent cannot be used: the client is unknown, and tests of its address favour refusing. */
  | 'client-address-unsure'
  /** A fact is of another type than declared, and is treated as absent. */
  | 'fact-type'
  /** A plugin returned a value that is not in its `values`: it is treated as absent. */
  | 'fact-value'
  /** A plugin's fact could not be computed or looked up: it is treated as absent. */
  | 'plugin-fact-failed'
  /** A plugin's fact is requested more often than its bounds allow: some requests are decided without it. */
  | 'plugin-fact-dropped'
  /** The host supplies a fact, but not as an own property with the declared name: it is treated as absent. */
  | 'fact-shape'
  /** An entry of an `ips` fact is not a valid address: it matches no client. */
  | 'ips-entry'
  /** A prefix in an `ips` fact has host bits set: its network is used. */
  | 'ips-host-bits'
  /** An `ips` fact contains only separators: it is empty. */
  | 'ips-blank'

/** A non-fatal warning for the operator. */
export interface FactWarning {
  readonly code: FactWarningCode
  /** The declared name of the fact, if the warning is about one: each fact has warnings of its own. */
  readonly about?: string
  /** One sentence without line breaks; data from hosts and clients is escaped. */
  readonly message: string
}
