/** What the host leaves of the limits of the language for one file; the names are those of the limits. */
export interface PolicyRoom {
  readonly sourceLength: number
  readonly rules: number
  readonly tests: number
  readonly addresses: number
  readonly tokens: number
  readonly tokenMinLength: number
  readonly tokenMaxLength: number
  readonly windows: number
  readonly openPathPatterns: number
  readonly count: number
  readonly periodDays: number
}

/** The default limits of the language. */
export const defaultRoom: PolicyRoom = {
  sourceLength: 1_000_000,
  rules: 10_000,
  tests: 250_000,
  addresses: 2_000_000,
  tokens: 10_000,
  tokenMinLength: 2,
  tokenMaxLength: 128,
  windows: 256,
  openPathPatterns: 256,
  count: 2_147_483_647,
  periodDays: 366,
}

/** Limits on what the groups of a file can become. Anything beyond is dropped, with a note that names its lines. */
export interface EnforceLimits {
  readonly rules: number
  /** The number of distinct patterns with a wildcard before their end. */
  readonly wildcards: number
  /** The number of path patterns in the policy text that begin with a wildcard; a pattern of several rules is written once. */
  readonly openPatterns: number
  /** The number of `*` in one pattern. */
  readonly stars: number
  /** The number of agent names. */
  readonly names: number
  /** The number of characters of all conditions together, as policy text. */
  readonly patternLength: number
  /** The number of tests of all rules together. */
  readonly tests: number
  readonly windows: number
  readonly count: number
  readonly periodSeconds: number
}

/** 1,000 rules, 256 wildcard patterns of at most 16 wildcards, 2,000 names, 400,000 characters, 200 windows. */
export const defaultEnforceLimits: EnforceLimits = {
  rules: 1000,
  wildcards: 256,
  openPatterns: 256,
  stars: 16,
  names: 2000,
  patternLength: 400_000,
  tests: 200_000,
  windows: 200,
  count: defaultRoom.count,
  periodSeconds: defaultRoom.periodDays * 86_400,
}

/** The rules and tests that the directives need in addition to the groups. */
const rulesOfDirectives = 4
const testsOfDirectives = 20

/** Returns the limits for the groups in a room. */
export function enforceLimitsIn(room: PolicyRoom): EnforceLimits {
  const within = (most: number, left: number): number => Math.max(0, Math.min(most, left))
  const most = defaultEnforceLimits
  return {
    ...most,
    rules: within(most.rules, room.rules - rulesOfDirectives),
    openPatterns: within(most.openPatterns, room.openPathPatterns),
    tests: within(most.tests, room.tests - testsOfDirectives),
    windows: within(most.windows, room.windows - 1),
    count: room.count,
    periodSeconds: room.periodDays * 86_400,
  }
}
