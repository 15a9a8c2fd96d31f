import type { ListFile, ListFileOptions } from './list-file.ts'
import { readJsonList } from './read-json-list.ts'
import { readTextList } from './read-text-list.ts'
import { readYamlList } from './read-yaml-list.ts'

/**
 * Reads a list file: plain text with entries separated by line breaks or commas; JSON with `prefixes` as cloud providers
 * publish them, or an array of entries; YAML with a sequence of entries. Bytes are decoded as UTF-8. Never throws; linear.
 */
export function readListFile(content: string | Uint8Array, options: ListFileOptions): ListFile {
  const extension = /\.([^./\\]+)$/.exec(options.file)?.[1]?.toLowerCase()
  if (extension === 'json') return readJsonList(textOf(content), options)
  if (extension === 'yaml' || extension === 'yml') return readYamlList(textOf(content), options)
  return readTextList(content, options)
}

function textOf(content: string | Uint8Array): string {
  // WHY: the decoder removes a byte order mark, which the JSON and YAML parsers would reject.
  return typeof content === 'string' ? content.replace(/^\ufeff/, '') : new TextDecoder().decode(content)
}
