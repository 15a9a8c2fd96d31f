/** A block of code, with the words after its language. */
export interface Block {
  readonly language: string
  readonly info: string
  readonly text: string
}

/** A row of a table whose first cell is a request. */
export interface RequestRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** What a page says below a heading of the second level. */
export interface Section {
  readonly title: string
  readonly line: number
  readonly blocks: readonly Block[]
  readonly rows: readonly RequestRow[]
}

/** The sections of a page, with their blocks and requests. */
export function readSections(text: string): readonly Section[] {
  const sections: { title: string; line: number; blocks: Block[]; rows: RequestRow[] }[] = []
  const lines = text.split('\n')
  let fence: { readonly words: readonly string[]; readonly from: number } | undefined
  for (const [at, line] of lines.entries()) {
    const [, words] = /^```(.*)$/.exec(line) ?? []
    if (fence !== undefined) {
      if (words === undefined) continue
      const [language = '', ...info] = fence.words
      sections.at(-1)?.blocks.push({
        language,
        info: info.join(' '),
        text: `${lines.slice(fence.from, at).join('\n')}\n`,
      })
      fence = undefined
    } else if (words !== undefined) fence = { words: words.split(' '), from: at + 1 }
    else if (line.startsWith('## ')) sections.push({ title: line.slice(3), line: at + 1, blocks: [], rows: [] })
    else if (/^\| `[A-Z]+ /.test(line)) sections.at(-1)?.rows.push({ line: at + 1, cells: cellsOf(line) })
  }
  return sections
}

/** The files that a section shows, by name: its policy is `site.policy`, others name themselves as `file=NAME`. */
export function filesOf({ blocks }: Section): Readonly<Record<string, string>> {
  return Object.fromEntries(
    blocks.flatMap(({ language, info, text }) => {
      const [, file] = /\bfile=(\S+)/.exec(info) ?? []
      if (file !== undefined) return [[file, text] as const]
      return language === 'policy' ? [['site.policy', text] as const] : []
    }),
  )
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}
