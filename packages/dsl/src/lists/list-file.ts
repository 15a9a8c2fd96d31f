import type { IpSet } from '@tidegate/values'

/** How a list file is to be read. */
export interface ListFileOptions {
  /** The file's name: `.json` and `.yaml` or `.yml` say what it holds, everything else is text. */
  readonly file: string
  /** The key of the array to read, of JSON and YAML files. */
  readonly at?: string
  /** More entries than this are a fault. */
  readonly maxEntries: number
}

/** A place in a list file and what is to be said of it. */
export interface ListFault {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** In UTF-16 code units. */
  readonly length: number
  readonly message: string
}

/** What a list file holds. With faults, the list must be refused whole. */
export interface ListFile {
  readonly set: IpSet
  readonly entries: number
  /** The first faults; `faultCount` counts all. */
  readonly faults: readonly ListFault[]
  readonly faultCount: number
  /** Entries that are understood, but hardly as meant. */
  readonly warnings: readonly ListFault[]
}
