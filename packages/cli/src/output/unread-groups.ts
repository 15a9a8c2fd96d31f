import { decodeOctets, type LogsRead, type Unreadable } from '@tidegate/access-logs'
import type { UnreadGroup } from './nothing-read.ts'

/** Returns the names and formats of the logs that were read. */
export function logsOf({ logs }: LogsRead): readonly { readonly name: string; readonly format?: string }[] {
  return logs.map(({ name, format }) => ({ name, ...(format !== undefined && { format: format.name }) }))
}

/** Returns the lines that could not be read, by their reasons, most frequent first. */
export function unreadGroups(unreadable: Unreadable, { logs }: LogsRead): readonly UnreadGroup[] {
  return unreadable.reasons().map(({ fault, examples }) => ({
    reason: fault,
    examples: examples.map(({ log, lineNumber, text }) => ({
      log: logs[log]!.name,
      line: lineNumber,
      text: decodeOctets(text),
    })),
  }))
}
