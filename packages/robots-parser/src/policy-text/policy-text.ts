/** A line of policy text, and the line of robots.txt that it comes from. */
export interface PolicyLine {
  readonly text: string
  readonly source: number | undefined
}

/** An entry of a declaration, as policy text. */
export interface PolicyEntry {
  readonly text: string
  readonly source: number | undefined
}

const maxWidth = 110

/** Returns a line of policy text. */
export function policyLine(text: string, source?: number): PolicyLine {
  return { text, source }
}

/**
 * Returns the lines of `HEAD = a, b, c  # robots.txt:3`: one line if it fits, otherwise a block of lines for each line of
 * robots.txt that entries come from, so that each entry is reported at its origin. `tail` ends the declaration (`except …`).
 */
export function declarationLines(
  head: string,
  entries: readonly PolicyEntry[],
  fileName: string,
  tail = '',
): readonly PolicyLine[] {
  const runs = runsOf(entries)
  const only = runs.length === 1 ? runs[0] : undefined
  const joined = entries.map((entry) => entry.text).join(', ')
  if (only !== undefined && head.length + joined.length + tail.length + 4 <= maxWidth) {
    const text = `${head} = ${joined}${tail === '' ? '' : ` ${tail}`}`
    return [policyLine(`${text}  # ${origin(fileName, only.source)}`, only.source)]
  }
  const lines: PolicyLine[] = [policyLine(`${head} =`, entries[0]?.source)]
  runs.forEach((run, index) => {
    const last = index === runs.length - 1
    lines.push(policyLine(`  # ${origin(fileName, run.source)}`, run.source))
    lines.push(...wrap(run.texts, !last).map((text) => policyLine(text, run.source)))
  })
  if (tail !== '') lines.push(policyLine(`  ${tail}`))
  return lines
}

/** Returns `robots.txt:3`, or `default` for values that are not in robots.txt. */
export function origin(fileName: string, source: number | undefined): string {
  return source === undefined ? 'default' : `${fileName}:${source}`
}

/** Returns a file name for a comment or a quoted name: printable ASCII without quotes and backslashes, at most 128 characters. */
export function plainFileName(fileName: string): string {
  const plain = fileName.slice(0, 128).replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '_')
  return plain === '' ? 'robots.txt' : plain
}

interface Run {
  readonly source: number | undefined
  readonly texts: string[]
}

function runsOf(entries: readonly PolicyEntry[]): readonly Run[] {
  const runs: Run[] = []
  for (const entry of entries) {
    const last = runs.at(-1)
    if (last !== undefined && last.source === entry.source) last.texts.push(entry.text)
    else runs.push({ source: entry.source, texts: [entry.text] })
  }
  return runs
}

function wrap(texts: readonly string[], commaAfter: boolean): readonly string[] {
  const lines: string[] = []
  let line = ''
  texts.forEach((text, index) => {
    const piece = index < texts.length - 1 || commaAfter ? `${text},` : text
    if (line !== '' && line.length + piece.length + 1 > maxWidth) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? `  ${piece}` : ` ${piece}`
  })
  if (line !== '') lines.push(line)
  return lines
}
