/**
 * Escapes, as `\u{…}`, every character in the text that could control a terminal or reorder a line: C0, DEL and C1 controls,
 * line separators, bidirectional controls. Text from clients is displayed through this function.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  )
}
