/**
 * The specification of a window. The window is open when the wall clock of `zone` shows a time in at least one of `terms` and in
 * none of `except`. Plain data, structured-cloneable.
 */
export interface WindowSpec {
  readonly terms: readonly WindowTerm[]
  readonly except: readonly WindowTerm[]
  /** An IANA zone name, such as `UTC` or `Europe/Bucharest`. */
  readonly zone: string
}

/**
 * One period of wall-clock time; absent parts do not restrict it. A clock span that crosses midnight belongs to the day on which it
 * began, and its dates and days refer to that day.
 */
export interface WindowTerm {
  /** First and last day, both inclusive, as `YYYY-MM-DD`. */
  readonly dates?: { readonly first: string; readonly last: string }
  /** Days of the week: bit 0 is Monday, bit 6 Sunday. */
  readonly days?: number
  /**
   * Minutes of the day, half-open: `from` 0 to 1439, `to` 0 to 1440. `from > to` crosses midnight, `from === to` is
   * the full day.
   */
  readonly clock?: { readonly from: number; readonly to: number }
}
