import type { Importer, PluginExtension, Source } from '@tidegate/model'
import type { Token } from '@tidegate/values'
import type { LanguageLimits } from './language-limits.ts'
import type { Parses } from './load/parses.ts'

/**
 * Everything that a check needs from outside: files, importers, plugins, the bot catalogue. All calls are synchronous, so that
 * a check is a function of its arguments; a host that reads files asynchronously must read them beforehand.
 */
export interface CheckHost {
  /**
   * Returns the text of an included or imported file, or of a page for replies (at most 65,536 bytes). `file` is the name as written in `fromFile`. Of an imported file that is too
   * large, the host returns the beginning. MUST NOT throw.
   */
  readonly readText: (file: string, fromFile: string, role?: 'include' | 'import' | 'reply') => ReadText
  /**
   * Returns the names in a folder, for an `include` with a pattern. `folder` is as written in `fromFile`, without a final slash; it is `.` for the
   * folder of `fromFile` itself. The names may be more than `wanted`, in any order. Without this function, patterns are an error. MUST NOT throw.
   */
  readonly listFolder?: (folder: string, fromFile: string, wanted: WantedNames) => ListedFolder
  /** Returns the content of a list file. MUST NOT throw. */
  readonly readList: (file: string, fromFile: string) => ReadList
  /** Importers, by the word after `import`. */
  readonly importers: Readonly<Record<string, Importer>>
  /** Plugins, by the name after `use`. */
  readonly plugins: Readonly<Record<string, PluginExtension>>
  /** Tokens by category, for `catalog "ai-training"`. Default: no categories. */
  readonly catalog?: Readonly<Record<string, readonly Token[]>>
  /**
   * Statements that are added to the root policy, as if they were in its file: they see the same names. Their places are in these sources, whose
   * names MUST differ from those of all files.
   */
  readonly additions?: readonly Source[]
  /** What was parsed for earlier checks of the same policy, for editors. By default every check parses all texts. */
  readonly parses?: Parses
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<LanguageLimits>
}

/**
 * The text of a file, or why it cannot be read. `file` is the canonical name, which is relative to the root folder and the same
 * for every spelling.
 */
export type ReadText =
  | {
      readonly kind: 'text'
      readonly file: string
      readonly text: string
      /** The bytes from which the text was decoded, for importers of formats that are compared octet by octet. */
      readonly bytes?: Uint8Array
      /** The number of bytes after a size limit of the host, which were not read; only for imported files. */
      readonly unreadBytes?: number
    }
  /** The reason, with a lower-case start and no final period, such as "no such file". */
  | { readonly kind: 'error'; readonly message: string; readonly help?: string }

/** The names that a pattern asks for; a host that watches a folder needs to compare only these. */
export interface WantedNames {
  /** One level of a pattern, with `*` and `?`; `matchesName` compares names with it. */
  readonly pattern: string
  readonly kind: 'file' | 'folder'
}

/** The names of the files, or of the folders, in one folder; or why it cannot be read. */
export type ListedFolder =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** The reason, with a lower-case start and no final period, such as "no such folder". */
  | { readonly kind: 'error'; readonly message: string; readonly help?: string }

/** The content of a list file as text or as bytes, which are decoded as UTF-8; or why it cannot be read. */
export type ReadList = ReadText | { readonly kind: 'bytes'; readonly file: string; readonly bytes: Uint8Array }

/** A host without files, importers and plugins, for example for use in a browser. */
export const noFiles: CheckHost = {
  readText: () => ({ kind: 'error', message: 'other files are not available here' }),
  readList: () => ({ kind: 'error', message: 'other files are not available here' }),
  importers: {},
  plugins: {},
}
