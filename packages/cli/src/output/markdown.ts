import { escapeControls } from '@tidegate/values'

/** Maximum length of a comment, in characters: GitHub refuses more than 65,536, and GitLab more than a million. */
export const maxComment = 60_000

/** Maximum length of a text in a table, in characters. */
const maxText = 400

/**
 * Returns a text as code in Markdown, for a cell of a table too. Nothing in it is markup, a link or the name of a user to notify. WHY two forms: between
 * backticks, neither a backtick nor a vertical bar can be escaped everywhere.
 */
export function codeText(text: string): string {
  const shown = escapeControls(shortened(text))
  if (shown !== '' && !/[`|\\]/.test(shown)) return `\`${shown}\``
  const written = shown.replaceAll(/[^\w ,;=%/"'-]/g, (character) => `&#${character.codePointAt(0)};`)
  return `<code>${written.replaceAll(/[_]/g, '&#95;')}</code>`
}

/** Returns a message as Markdown: its parts between backticks as code, and everything else as text without markup. */
export function proseText(text: string): string {
  return shortened(text)
    .split('`')
    .map((part, index, parts) =>
      index % 2 === 1 && index < parts.length - 1
        ? codeText(part)
        : escapeControls(part)
            .replaceAll(/[&<>|*_[\]~\\#]/g, (character) => `&#${character.codePointAt(0)};`)
            .replaceAll('@', '`@`'),
    )
    .join('')
}

/** Returns a row of a table; the cells are Markdown. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** Returns a table of at most `most` characters. If not all rows fit, the last row says how many are left out, and `more` says where they are. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  more: string,
  most: number = maxComment,
): string {
  const lines = [tableRow(head), tableRow(head.map(() => '---'))]
  let length = lines.join('\n').length
  // Room for the last row.
  const room = most - 500
  for (const [index, cells] of rows.entries()) {
    const line = tableRow(cells)
    length += line.length + 1
    if (length > room) {
      const rest = rows.length - index
      const words = `${rest} more ${rest === 1 ? 'row is' : 'rows are'} left out, because a comment has a maximum length: ${more}`
      lines.push(tableRow(['…', words, ...head.slice(2).map(() => '')]))
      break
    }
    lines.push(line)
  }
  return `${lines.join('\n')}\n`
}

function shortened(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}…` : text
}
