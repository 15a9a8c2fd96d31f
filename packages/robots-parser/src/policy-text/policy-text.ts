/** Policy text under construction: a line and the line of robots.txt that it comes from. */
export interface PolicyLine {
  readonly text: string
  readonly source: number | undefined
}

/** An entry of a declaration, as policy text. */
export interface PolicyEntry {
  readonly text: string
  readonly source: number | undefined
}

const widest = 110

/** A line of policy text. */
export function policyLine(text: string, source?: number): PolicyLine {
  return { text, source }
}

/**
 * `HEAD = a, b, c  # robots.txt:3`, on one line where that fits; else one block of lines for each line of robots.txt that
 * entries come from, so that each is reported where it was written. `TAIL` closes the declaration (`except …`).
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
  if (only !== undefined && head.length + joined.length + tail.length + 4 <= widest) {
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

/** `robots.txt:3`, or `default` for what robots.txt does not say. */
export function origin(fileName: string, source: number | undefined): string {
  return source === undefined ? 'default' : `${fileName}:${source}`
}

/** A file's name fit for a comment or a quoted name: printable ASCII without quotes and backslashes, at most 128 characters. */
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

function wrap(texts: readonly string[], commaBehind: boolean): readonly string[] {
  const lines: string[] = []
  let line = ''
  texts.forEach((text, index) => {
    const piece = index < texts.length - 1 || commaBehind ? `${text},` : text
    if (line !== '' && line.length + piece.length + 1 > widest) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? `  ${piece}` : ` ${piece}`
  })
  if (line !== '') lines.push(line)
  return lines
}
