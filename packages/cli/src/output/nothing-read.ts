import { escapeControls } from '@tidegate/values'
import { CliError } from '../io.ts'

/** Lines of logs that could not be read, or evaluated, for one reason. */
export interface UnreadGroup {
  readonly reason: string
  readonly examples: readonly { readonly log: string; readonly line: number; readonly text: string }[]
}

const defaultHelp = 'give the format with --format, or the names of its fields with --json-keys'

/** Returns the error for logs of which no request was evaluated: a result without requests would look like a good one. */
export function nothingRead(
  logs: readonly { readonly name: string; readonly format?: string }[],
  lines: number,
  [first]: readonly UnreadGroup[],
  help: string = defaultHelp,
): CliError {
  const names = logs.map(({ name }) => (name === '-' ? 'standard input' : `\`${name}\``)).join(', ')
  const [line] = first?.examples ?? []
  if (first === undefined || line === undefined)
    return new CliError(`${names} ${logs.length === 1 ? 'is' : 'are'} empty`, 'name a log that contains requests')
  const formats = [...new Set(logs.flatMap(({ format }) => format ?? []))].join(', ')
  return new CliError(
    `no request in ${names} could be evaluated (${lines} ${lines === 1 ? 'line' : 'lines'}, read as ${formats}): ${first.reason}; the first is line ${line.line}: ${escapeControls(line.text.slice(0, 200))}`,
    help,
  )
}
