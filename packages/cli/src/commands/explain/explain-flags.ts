import type { LogFlags } from '../../config/log-flags.ts'
import type { OptionFlags } from '../../config/option-flags.ts'
import type { RequestFlags } from '../../request/request-flags.ts'

/** Flags of `tidegate explain`: one request, or the source of several requests. */
export interface ExplainFlags extends RequestFlags, OptionFlags, LogFlags {
  readonly repeat?: string
  /** How long each request is in progress, for limits `at once`. */
  readonly lasts?: string
  readonly curl?: string
  readonly har?: string
  readonly harHost?: string
  readonly entry?: string
  readonly logLine?: string
  readonly sequence?: string
  readonly json?: boolean
}
