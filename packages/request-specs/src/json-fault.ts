/**
 * Returns the reason why a text is not valid JSON, with the position if the JavaScript engine says it.
 *
 * WHY: the rest of the engine's message quotes the file, which may be another one than intended, and hold secrets.
 */
export function jsonFault(error: unknown): string {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  return at === undefined ? 'not valid JSON' : `not valid JSON at character ${Number(at) + 1}`
}
