import type { IpSet } from '@tidegate/values'

/** How to read a list file. */
export interface ListFileOptions {
  /** The file's name: `.json`, `.yaml` and `.yml` determine the format, every other file is plain text. */
  readonly file: string
  /** In JSON and YAML files, the key of the array to read. */
  readonly at?: string
  /** The maximum number of entries; more are a fault. */
  readonly maxEntries: number
}

/** A finding at a position in a list file. */
export interface ListFault {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** In UTF-16 code units. */
  readonly length: number
  readonly message: string
  /** Whether the file does not look like a list at this position: then the message quotes nothing, and its text must not be shown. */
  readonly isForeign?: true
}

/** The content of a list file. If there are faults, the whole list must be rejected. */
export interface ListFile {
  readonly set: IpSet
  readonly entries: number
  /** The first faults; `faultCount` is the number of all faults. */
  readonly faults: readonly ListFault[]
  readonly faultCount: number
  /** Entries that are valid but probably not what the author intended. */
  readonly warnings: readonly ListFault[]
}
