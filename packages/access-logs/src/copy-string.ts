/**
 * Returns a copy of a string that is part of a chunk, so that keeping it does not keep the chunk in memory. Longer strings are
 * cut after `maxLength` characters and end with `…`.
 */
export function copyString(text: string, maxLength: number): string {
  // WHY: a slice refers to the whole string that it was cut from. A concatenation that is sliced refers to the concatenated
  // string only. A round trip through a Buffer costs twice as much.
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : ` ${text}`.slice(1)
}
