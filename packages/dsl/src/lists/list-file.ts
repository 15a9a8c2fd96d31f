import type { IpEntry, IpSet } from '@tidegate/values'

/** How to read a list file. */
export interface ListFileOptions {
  /** The file's name: its extension determines the format, see `formatOfList`. */
  readonly file: string
  /**
   * In JSON and YAML files, the place of the entries: keys joined by dots, as in `values.properties.addressPrefixes`; arrays on the way are read
   * element by element. In tables, the title or the number of a column.
   */
  readonly at?: string
  /** Reads only entries of objects, or rows, that have one of the values. */
  readonly where?: ListFilter
  /** The maximum number of entries; more are a fault. */
  readonly maxEntries: number
  /** The maximum size of a YAML list in bytes. Default 4,000,000. */
  readonly maxYamlBytes?: number
  /** The maximum number of lines, commas, brackets and colons of a YAML list together. Default 250,000. */
  readonly maxYamlParts?: number
  /** The maximum number of faults, and of warnings, that are kept. Default 20. */
  readonly maxFindings?: number
  /** Called for each valid entry, in the order of the file; also if there are faults, which reject the whole list. */
  readonly onEntry?: (entry: IpEntry, place: ListPlace) => void
}

/** A condition of an entry: the value of `key`, in the entry or in the nearest object around it that has this key, is one of `values`. */
export interface ListFilter {
  readonly key: string
  /** Compared exactly. Numbers and `true` and `false` are written as in the file. In an array, one element must be equal. */
  readonly values: readonly string[]
}

/** A position in a list file. */
export interface ListPlace {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** In UTF-16 code units. */
  readonly length: number
}

/** A finding at a position in a list file. */
export interface ListFault extends ListPlace {
  readonly message: string
  /** Whether the file does not look like a list at this position: then the message quotes nothing, and its text must not be shown. */
  readonly isForeign?: true
}

/** Why the file cannot be read as the policy says, or must say. */
export interface ListRefusal {
  /** `at`: the place or column is missing or unclear. `where`: the filter does not suit the file. `size`: the file exceeds a limit of its format. */
  readonly part: 'at' | 'where' | 'size'
  /** Lower-case start, no final period. */
  readonly message: string
  readonly help?: string
  /** What the policy probably means instead. */
  readonly suggestion?: string
}

/** The content of a list file. If there are faults or a refusal, the whole list must be rejected. */
export interface ListFile {
  /** The format in which the file was read: its name, its beginning and `at` determine it. */
  readonly format: 'json' | 'yaml' | 'table' | 'text' | 'other'
  readonly set: IpSet
  readonly entries: number
  /** The first faults; `faultCount` is the number of all faults, and counts a refusal, too. After 10,000 faults, the rest is not read. */
  readonly faults: readonly ListFault[]
  readonly faultCount: number
  readonly refusal?: ListRefusal
  /** Entries that are valid but probably not what the author intended. */
  readonly warnings: readonly ListFault[]
  /** Present if the file was not read to its end, because of its faults. */
  readonly isCut?: true
  /** The first text after an address that only a blank separates from it, and that was taken for a further column; undefined if there is none. */
  readonly column?: ListFault
}

/** The content of a list file, as the reader of one format returns it. */
export type ListContent = Omit<ListFile, 'format'>
