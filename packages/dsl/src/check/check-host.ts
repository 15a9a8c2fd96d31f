import type { FactType } from '@tidegate/model'
import type { Token } from '@tidegate/values'
import type { LanguageLimits } from './language-limits.ts'

/**
 * Everything that a check needs from outside: files, importers, plugins, the bot catalogue. Synchronous, so that a check is
 * a function of its arguments; a host that reads files asynchronously reads them first.
 */
export interface CheckHost {
  /** The text of an included or imported file. `file` is as written, `fromFile` the source that names it. MUST NOT throw. */
  readonly readText: (file: string, fromFile: string) => ReadText
  /** The content of a list file. MUST NOT throw. */
  readonly readList: (file: string, fromFile: string) => ReadList
  /** By the word behind `import`. */
  readonly importers: Readonly<Record<string, Importer>>
  /** By the name behind `use`. */
  readonly plugins: Readonly<Record<string, PluginFacts>>
  /** Tokens by category, for `catalog "ai-training"`. Default: no categories. */
  readonly catalog?: Readonly<Record<string, readonly Token[]>>
  /** Bounds that differ from the defaults. */
  readonly limits?: Partial<LanguageLimits>
}

/** `file` is the canonical name: relative to the root folder, the same for every way to write it. */
export type ReadText =
  | { readonly kind: 'text'; readonly file: string; readonly text: string }
  /** Lower-case start, no final period: "no such file", "lies outside the policy's folder". */
  | { readonly kind: 'error'; readonly message: string }

/** Bytes are read as UTF-8. */
export type ReadList = ReadText | { readonly kind: 'bytes'; readonly file: string; readonly bytes: Uint8Array }

/** Makes policy text of another kind of file, such as robots.txt. Total: whatever is wrong with the text goes to `notes`. */
export type Importer = (text: string, options: ImporterOptions) => Imported

export interface ImporterOptions {
  /** How comments and names call the file. */
  readonly fileName: string
  /** `enforce rules` was written. */
  readonly enforceRules: boolean
  /** False for `as NAME`: the policy uses the names and writes the rules itself. */
  readonly rules: boolean
  /** Name of the root policy's list of addresses that must never be blocked, where it declares one. */
  readonly protectedList?: string
}

/** What an importer made. */
export interface Imported {
  /** Policy text. */
  readonly text: string
  /** For each line of `text`, the line of the file that it comes from (1-based). */
  readonly sourceLines: readonly (number | undefined)[]
  readonly notes: readonly ImporterNote[]
  /** `blocked` become a list of addresses, the others bot tokens; a name `NAME.blocked` for each. */
  readonly lists: { readonly [name in 'blocked' | 'allowed' | 'bad']: readonly string[] }
  /** Requests a minute, by name in camel case: `peakRate` becomes `NAME.peak_rate`. Absent: switched off. */
  readonly numbers: Readonly<Record<string, { readonly perMinute: number } | undefined>>
}

/** Something that a reader of the imported file should know; never an error. */
export interface ImporterNote {
  /** 1-based. */
  readonly line?: number | undefined
  readonly severity: 'info' | 'warning'
  readonly message: string
}

/** What the language has to know of a plugin. */
export interface PluginFacts {
  readonly facts: readonly PluginFact[]
  /** List sources by name: the entries for an argument. MUST NOT throw. */
  readonly lists: Readonly<Record<string, (argument: string) => PluginList>>
}

export interface PluginFact {
  readonly name: string
  readonly type: FactType
  /** Every value that the fact can have; absent: any text. */
  readonly values?: readonly string[]
  /** True where a request may be decided before the fact is known (`whileUnknown: 'absent'`). Default false. */
  readonly mayBeUnknown?: boolean
}

/** Entries as in a list file: addresses, CIDR, ranges. */
export type PluginList =
  | { readonly kind: 'entries'; readonly entries: readonly string[] }
  | { readonly kind: 'error'; readonly message: string }

/** A host without files, importers and plugins: what a browser starts from. */
export const noFiles: CheckHost = {
  readText: () => ({ kind: 'error', message: 'other files are not available here' }),
  readList: () => ({ kind: 'error', message: 'other files are not available here' }),
  importers: {},
  plugins: {},
}
