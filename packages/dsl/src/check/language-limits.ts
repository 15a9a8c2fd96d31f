/**
 * Limits on the size of a policy. Policies may come from untrusted people (panels compile text written by their customers), so
 * each limit is a setting with a default and its own diagnostic.
 */
export interface LanguageLimits {
  /** Characters of one source. Default 1,000,000 (TG350). */
  readonly sourceLength: number
  /** Depth of parentheses, `where` blocks and `not` together, and of sets in sets. Default 64, at most 200 (TG115). */
  readonly nesting: number
  /** Syntax errors reported for one source. Default 100 (TG124). */
  readonly syntaxDiagnostics: number
  /** Errors reported in total; the same number of warnings and advice. Default 1,000 (TG124). */
  readonly diagnostics: number
  /** Included and imported files. Default 100 (TG351). */
  readonly includes: number
  /** Rules of the whole policy. Default 10,000 (TG352). */
  readonly rules: number
  /** Tests of all rules together; a test of a `where` block counts for each rule inside. Default 250,000 (TG357). */
  readonly tests: number
  /** Entries of all address lists together. Default 2,000,000 (TG353). */
  readonly addresses: number
  /** Bytes of one YAML list file. Default 4,000,000 (TG232). */
  readonly yamlListBytes: number
  /** Lines, commas, brackets and colons of one YAML list file together: each may take two kilobytes of memory. Default 250,000 (TG232). */
  readonly yamlListParts: number
  /** Entries of all sets of paths and texts; those of a named set count wherever it is used. Default 2,000,000 (TG358). */
  readonly entries: number
  /** Limits that may count one request: each must be looked up and updated. Default 64 (TG433). */
  readonly limitsAtOnce: number
  /** Steps of one decision in the worst case; checked when the policy is compiled. Default 2,000,000 (TG434). */
  readonly decisionSteps: number
  /** Steps of all findings together: the same in every run; 10 million took about two seconds when measured. Default 10,000,000 (TG450). */
  readonly findingSteps: number
  /** Limits lifted by exemptions, summed over all exemptions. Default 1,000,000 (TG352). */
  readonly lifts: number
  /** Tokens of all bot sets together. Default 10,000 (TG354). */
  readonly tokens: number
  /** Shortest token. Default 2 (TG216). */
  readonly tokenMinLength: number
  /** Longest token. Default 128 (TG216). */
  readonly tokenMaxLength: number
  /** Windows of the whole policy. Default 256 (TG355). */
  readonly windows: number
  /** Path patterns with a wildcard directly after the first slash, in the whole policy. Default 256 (TG356). */
  readonly openPathPatterns: number
  /** Largest N of a limit. Default 2^31 − 1 (TG303). */
  readonly count: number
  /** Longest period of a limit, in days. Default 366 (TG304). */
  readonly periodDays: number
}

/** The limits that apply unless the host sets others. */
export const defaultLanguageLimits: LanguageLimits = {
  sourceLength: 1_000_000,
  nesting: 64,
  syntaxDiagnostics: 100,
  diagnostics: 1_000,
  includes: 100,
  rules: 10_000,
  tests: 250_000,
  addresses: 2_000_000,
  yamlListBytes: 4_000_000,
  yamlListParts: 250_000,
  entries: 2_000_000,
  limitsAtOnce: 64,
  decisionSteps: 2_000_000,
  findingSteps: 10_000_000,
  lifts: 1_000_000,
  tokens: 10_000,
  tokenMinLength: 2,
  tokenMaxLength: 128,
  windows: 256,
  openPathPatterns: 256,
  count: 2_147_483_647,
  periodDays: 366,
}
