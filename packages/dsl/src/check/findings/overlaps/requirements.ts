import type { IpSet } from '@tidegate/values'

/**
 * What a rule asks of a request at least, wherever it is in force: by what is looked at, one of some texts, or an address of a set. What it
 * asks beside that is left out.
 */
export interface Asked {
  readonly texts: ReadonlyMap<string, readonly TextMark[]>
  readonly addresses: ReadonlyMap<string, IpSet>
}

/** One text, or all that begin with it. */
export interface TextMark {
  readonly text: string
  readonly isPrefix: boolean
}
