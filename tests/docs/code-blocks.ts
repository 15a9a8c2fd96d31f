import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  /** The path relative to the folder that was searched. */
  readonly file: string
  /** The line of the opening fence, from 1. */
  readonly line: number
  /** The first word after the fence; empty if there is none. */
  readonly language: string
  /** The words after the language. */
  readonly info: string
  readonly text: string
}

/** The Markdown files among and below some paths in a folder, relative to the folder. */
export function markdownFiles(root: string, places: readonly string[]): readonly string[] {
  return places.flatMap((place) => {
    if (place.endsWith('.md')) return [place]
    return readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${place}/${name}`)
      .toSorted()
  })
}

/** The fenced blocks of a Markdown file, in order. */
export function codeBlocks(root: string, file: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  let open: { readonly at: number; readonly fence: string; readonly words: readonly string[] } | undefined
  for (const [at, line] of lines.entries()) {
    const [, fence, words = ''] = /^\s*(`{3,})(.*)$/.exec(line) ?? []
    if (fence === undefined) continue
    if (open === undefined) open = { at, fence, words: words.trim().split(/\s+/) }
    else if (fence === open.fence) {
      const [language = '', ...info] = open.words
      const text = lines.slice(open.at + 1, at).map((each) => `${each}\n`)
      blocks.push({ file, line: open.at + 1, language, info: info.join(' '), text: text.join('') })
      open = undefined
    }
  }
  return blocks
}
