/** Returns a text that is already escaped in quotes. */
export function quoteText(escaped: string): string {
  return `"${escaped.replaceAll('"', '\\"')}"`
}
