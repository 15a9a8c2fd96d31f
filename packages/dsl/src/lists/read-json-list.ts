import { decodeList } from './decode-list.ts'
import { createEntryCollector } from './entry-collector.ts'
import { JsonScanner } from './json-scanner.ts'
import type { ListContent, ListFileOptions } from './list-file.ts'
import { readTreeList } from './read-tree-list.ts'

/** Reads a JSON list file, or one of JSON lines: see `readTreeList`. The file is read piece by piece, so that its size does not matter for the memory. */
export function readJsonList(content: string | Uint8Array, options: ListFileOptions): ListContent {
  const collector = createEntryCollector(options)
  let isInvalid = false
  readTreeList(
    (events) => {
      const scanner = new JsonScanner(events, (message, place) => {
        // The file is read up to three times, and its first error is reported once.
        if (!isInvalid) collector.foreign(message, place)
        isInvalid = true
      })
      for (const piece of decodeList(content)) {
        scanner.push(piece)
        if (scanner.isDone || collector.isFull()) return
      }
      scanner.finish()
    },
    options,
    collector,
    () => isInvalid,
  )
  return collector.finish()
}
