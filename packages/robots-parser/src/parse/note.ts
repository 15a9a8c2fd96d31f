/** The kind of a note: a stable kebab-case code to filter by. */
export type RobotsNoteCode =
  | 'input-cut'
  | 'input-encoding'
  | 'line-ignored'
  | 'line-suspicious'
  | 'directive-ignored'
  | 'value-invalid'
  | 'value-capped'
  | 'token-refused'
  | 'token-unseen'
  | 'address-refused'
  | 'not-enforced'
  | 'approximated'
  | 'too-many'

/**
 * Something that a reader of the file should know: a value that was rejected, a line without effect, or a record that a server
 * cannot enforce. Notes never stop anything.
 */
export interface RobotsNote {
  readonly code: RobotsNoteCode
  readonly severity: 'info' | 'warning'
  /** The line of robots.txt, from 1; undefined if the note is about the whole file. */
  readonly line: number | undefined
  /** One sentence: lower-case start, no final period, parts of the file in backticks. */
  readonly message: string
}

/**
 * Returns a part of the file for use in a message: in backticks, at most 80 characters, with control and bidirectional characters
 * written as `\u{…}`, so that a hostile file cannot manipulate a log or a terminal.
 */
export function shown(text: string): string {
  let escaped = ''
  for (const character of text.slice(0, 80)) escaped += isPlain(character) ? character : escapeCharacter(character)
  return text.length > 80 ? `\`${escaped}…\`` : `\`${escaped}\``
}

function isPlain(character: string): boolean {
  return character !== '`' && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** Returns the end of a message about a token that is refused by default. */
export function confirmBy(token: string): string {
  return `; if it is meant, use \`tidegate import robots FILE --confirm ${shown(token).slice(1, -1)}\` (option \`confirmedTokens\`)`
}

/** The maximum number of notes that are returned. */
const maxNotes: number = 1000

/** Returns the first notes; if there are more than `maxNotes`, the last one gives the number of the rest. O(n). */
export function limitNotes(notes: readonly RobotsNote[]): readonly RobotsNote[] {
  if (notes.length <= maxNotes) return notes
  const left = notes.length - maxNotes + 1
  const message = `there are ${left} more notes`
  return [...notes.slice(0, maxNotes - 1), { code: 'too-many', severity: 'warning', line: undefined, message }]
}
