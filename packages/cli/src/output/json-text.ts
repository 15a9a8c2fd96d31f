/** C1 controls and DEL, characters that are invisible or change the direction of text, and line separators: JSON allows them in strings. */
const unsafe = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * Returns a report as JSON that is safe to show on a terminal: characters that could control it or reorder text are written as escapes (`\u202e`),
 * which a parser reads as the same text.
 */
export function jsonText(report: unknown): string {
  return `${escapeJson(JSON.stringify(report, undefined, 2))}\n`
}

/** A word that begins a command to a build server anywhere in a line: `##[`, `##vso[`, `##teamcity[`. */
const command = /##(?=(?:vso|teamcity)?\[)/gi

/** Returns equal JSON with escapes for all characters that are not safe to show, and in what a build server takes for a command. */
export function escapeJson(json: string): string {
  return json.replaceAll(unsafe, escapeUnits).replaceAll(command, '#\\u0023')
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
