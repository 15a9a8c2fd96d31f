import type { IpSet } from '@tidegate/values'

/**
 * Minimal requirements that a request meets whenever a rule is in force: for each subject, one of several texts, or an address in a set.
 * Further requirements of the rule are ignored.
 */
export interface Requirements {
  readonly texts: ReadonlyMap<string, readonly TextMark[]>
  readonly addresses: ReadonlyMap<string, IpSet>
}

/** One text, or all texts that begin with it. */
export interface TextMark {
  readonly text: string
  readonly isPrefix: boolean
}
