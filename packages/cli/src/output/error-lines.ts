import { escapeControls } from '@tidegate/values'

/** Returns the lines about an error that ends a command: its message and its help, each on one line, whatever names they contain. */
export function errorLines({
  message,
  help,
}: {
  readonly message: string
  readonly help?: string | undefined
}): string {
  return `tidegate: ${escapeControls(message)}\n${help === undefined ? '' : `  help: ${escapeControls(help)}\n`}`
}
