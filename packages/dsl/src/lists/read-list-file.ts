import type { IpSet } from '@tidegate/values'
import { readJsonList } from './read-json-list.ts'
import { readTextList } from './read-text-list.ts'
import { readYamlList } from './read-yaml-list.ts'

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

/**
 * What a list file holds: text with an entry a line or separated by commas; JSON with `prefixes` as cloud providers publish
 * them, or an array of entries; YAML with a sequence of entries. Bytes are UTF-8. Never throws; linear.
 */
export function readListFile(content: string | Uint8Array, options: ListFileOptions): ListFile {
  const extension = /\.([^./\\]+)$/.exec(options.file)?.[1]?.toLowerCase()
  if (extension === 'json') return readJsonList(textOf(content), options)
  if (extension === 'yaml' || extension === 'yml') return readYamlList(textOf(content), options)
  return readTextList(content, options)
}

function textOf(content: string | Uint8Array): string {
  // WHY: a decoder drops a byte order mark, which the parsers of JSON and YAML would trip over.
  return typeof content === 'string' ? content.replace(/^\ufeff/, '') : new TextDecoder().decode(content)
}
