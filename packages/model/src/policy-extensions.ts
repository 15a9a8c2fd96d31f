import type { FactType } from './fact-type.ts'

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
export interface PluginExtension {
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
