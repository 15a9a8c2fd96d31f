import type { ListFile, ListFileOptions } from './list-file.ts'
import { readJsonList } from './read-json-list.ts'
import { readTextList } from './read-text-list.ts'
import { readYamlList } from './read-yaml-list.ts'

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
