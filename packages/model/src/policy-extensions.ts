import type { FactType } from './fact-type.ts'

/** Converts another kind of file, such as robots.txt, into policy text. It never fails: problems in the text are reported in `notes`. */
export type Importer = (text: string, options: ImporterOptions) => Imported

/** How a policy imports a file. */
export interface ImporterOptions {
  /** The file as it was read, for formats that are compared octet by octet; undefined if the host has only its text. */
  readonly bytes?: Uint8Array
  /** The number of bytes after a size limit of the host, which are in neither; absent means 0. */
  readonly unreadBytes?: number
  /**
   * What is left of the limits of the language for this file. Text that exceeds it makes the checker ask again with less; in the end
   * every number is 0, and text without rules and declarations is expected.
   */
  readonly room?: ImporterRoom
  /** The name by which comments and rule names refer to the file. */
  readonly fileName: string
  /** Whether the policy says `enforce rules`. */
  readonly enforceRules: boolean
  /** Whether the importer writes rules. False for `as NAME`: the policy then writes its own rules with the imported names. */
  readonly rules: boolean
  /** Name of the root policy's list of addresses that must never be blocked, if it declares one. */
  readonly protectedList?: string
}

/** How much imported text may contain; the names are those of the limits of the language. */
export interface ImporterRoom {
  /** Characters of the text. */
  readonly sourceLength: number
  readonly rules: number
  /** Tests of all rules together; those of a `where` block count for each rule inside. */
  readonly tests: number
  /** Entries of all address lists together. */
  readonly addresses: number
  /** Entries of all sets of paths and texts, counted wherever a set is used. */
  readonly entries: number
  /** Tokens of all bot sets together. */
  readonly tokens: number
  readonly tokenMinLength: number
  readonly tokenMaxLength: number
  readonly windows: number
  /** Path patterns that begin with a wildcard, counted where they are written. */
  readonly openPathPatterns: number
  /** Levels of nested blocks, and of sets in sets. */
  readonly nesting: number
  /** Largest N of a limit. */
  readonly count: number
  /** Longest period of a limit, in days. */
  readonly periodDays: number
}

/** The result of an importer. */
export interface Imported {
  /** The text of the file, if it is not what the host decoded; diagnostics show its lines. */
  readonly original?: string
  /** Policy text. */
  readonly text: string
  /** For each line of `text`, the line of the file that it comes from (1-based). */
  readonly sourceLines: readonly (number | undefined)[]
  readonly notes: readonly ImporterNote[]
  /** Lists for the policy: `blocked` contains addresses, the others bot tokens. Each is available as `NAME.blocked` and so on. */
  readonly lists: { readonly [name in 'blocked' | 'allowed' | 'bad']: readonly string[] }
  /**
   * Requests per minute, by name in camel case: `peakRate` becomes `NAME.peak_rate`. An absent value means that the limit is off.
   */
  readonly numbers: Readonly<Record<string, { readonly perMinute: number } | undefined>>
}

/** Something that a reader of the imported file should know; never an error. */
export interface ImporterNote {
  /** The line, 1-based. */
  readonly line?: number | undefined
  readonly severity: 'info' | 'warning'
  readonly message: string
}

/** What the language needs to know about a plugin. */
export interface PluginExtension {
  readonly facts: readonly PluginFact[]
  /** List sources by name: the entries for an argument. MUST NOT throw. */
  readonly lists: Readonly<Record<string, (argument: string) => PluginList>>
}

/** A fact that a plugin supplies. */
export interface PluginFact {
  readonly name: string
  readonly type: FactType
  /** Every value that the fact can have; absent if it can be any text. */
  readonly values?: readonly string[]
  /** Whether a request may be decided before the fact is known (`whileUnknown: 'absent'`). Default false. */
  readonly mayBeUnknown?: boolean
}

/** Entries as in a list file: addresses, CIDR, ranges. */
export type PluginList =
  | { readonly kind: 'entries'; readonly entries: readonly string[] }
  | { readonly kind: 'error'; readonly message: string }
