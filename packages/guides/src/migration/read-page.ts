import type { Outcome, Row, SetUp } from './set-up.ts'

/**
 * The set-ups of a page of `docs/migrate`: each section with a block `js before`, a block `js after`, a policy, and a table of requests. Throws an
 * `Error` for a section that has only some of them.
 */
export function readPage(text: string): readonly SetUp[] {
  const sections: Section[] = []
  const lines = text.split('\n')
  let fence: { readonly language: string; readonly info: string; readonly from: number } | undefined
  for (const [at, line] of lines.entries()) {
    const [, words] = /^```(.*)$/.exec(line) ?? []
    const section = sections.at(-1)
    if (fence !== undefined) {
      if (words === undefined) continue
      if (section !== undefined) addBlock(section, fence, `${lines.slice(fence.from, at).join('\n')}\n`)
      fence = undefined
    } else if (words !== undefined) {
      const [language = '', ...info] = words.split(' ')
      fence = { language, info: info.join(' '), from: at + 1 }
    } else if (line.startsWith('## ')) {
      sections.push({ title: line.slice(3), line: at + 1, blocks: new Map(), files: {}, rows: [] })
    } else if (/^\| `[A-Z]+ /.test(line)) {
      section?.rows.push(readRow(line, at + 1))
    }
  }
  return sections.filter(({ blocks, rows }) => blocks.size > 0 || rows.length > 0).map(complete)
}

interface Section {
  readonly title: string
  readonly line: number
  readonly blocks: Map<string, string>
  readonly files: Record<string, string>
  readonly rows: Row[]
}

function addBlock(section: Section, { language, info }: { language: string; info: string }, text: string): void {
  const [, file] = /\bfile=(\S+)/.exec(info) ?? []
  if (file !== undefined) section.files[file] = text
  else if (language === 'policy') section.files['site.policy'] = text
  else if (language === 'js') section.blocks.set(info, text)
}

function complete({ title, line, blocks, files, rows }: Section): SetUp {
  const before = blocks.get('before')
  const after = blocks.get('after')
  if (before === undefined || after === undefined || files['site.policy'] === undefined || rows.length === 0)
    throw new Error(`line ${line}: \`${title}\` needs \`js before\`, a policy, \`js after\` and a table of requests`)
  return { title, line, before, after, files, rows }
}

function readRow(line: string, at: number): Row {
  const [request = '', before = '', after = '', note = ''] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
  return { line: at, request, before: readOutcome(before), after: readOutcome(after), note }
}

const part = /no `(?<absent>[\w-]+)`|body `(?<body>[^`]*)`|`(?<name>[\w-]+): (?<value>[^`]*)`/g

/** Reads an outcome in words: ``429 with `Retry-After: 60`, no `RateLimit`, body `a part of the body` ``. */
export function readOutcome(words: string): Outcome {
  const [, status, rest = ''] = /^(\d{3})(?: with)?\b(.*)$/.exec(words) ?? []
  const left = rest.replaceAll(part, '')
  if (status === undefined || /[^\s,]/.test(left)) throw new Error(`not an outcome: ${words}`)
  const parts = [...rest.matchAll(part)].map(({ groups = {} }) => groups)
  return {
    status: Number(status),
    fields: parts.flatMap(({ absent, name, value }) => {
      if (absent !== undefined) return [[absent.toLowerCase(), undefined] as const]
      return name === undefined ? [] : [[name.toLowerCase(), value] as const]
    }),
    text: parts.find(({ body }) => body !== undefined)?.['body'],
  }
}
