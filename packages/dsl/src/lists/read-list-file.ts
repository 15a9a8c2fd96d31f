import { createEntryCollector } from './entry-collector.ts'
import type { ListContent, ListFile, ListFileOptions } from './list-file.ts'
import { formatOfList, type ListFormat } from './list-format.ts'
import { readJsonList } from './read-json-list.ts'
import { readTableList } from './read-table-list.ts'
import { readTextList } from './read-text-list.ts'
import { readYamlList } from './read-yaml-list.ts'

/**
 * Reads a list file: plain text, JSON and YAML as providers publish them, or a table. Bytes are decoded as UTF-8. Never throws; linear. Text, JSON and tables
 * are read piece by piece; YAML is limited in size.
 */
export function readListFile(content: string | Uint8Array, options: ListFileOptions): ListFile {
  const format = formatOfList(content, options)
  return { ...readAs(format, content, options), format: format.kind }
}

function readAs(format: ListFormat, content: string | Uint8Array, options: ListFileOptions): ListContent {
  switch (format.kind) {
    case 'json':
      return readJsonList(content, options)
    case 'yaml':
      return readYamlList(content, options)
    case 'table':
      return readTableList(content, options)
    case 'text':
      return readTextList(content, options)
    case 'other': {
      const collector = createEntryCollector(options)
      collector.foreign(format.reason, { line: 1, column: 1, length: 0 })
      return collector.finish()
    }
  }
}
