import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codes } from '@tidegate/dsl'
import { describe, expect, it } from 'vitest'
import { findNeverSaid, glossaryRows, headingsOf, proseOf, terms } from '../scripts/never-say.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function filesOf(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root, exclude: (path) => /(?:^|[/\\])(?:node_modules|dist)$/.test(`${path}`) })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/(?:^|\/)(?:node_modules|dist)\//.test(file))
    .toSorted()
}

/** Messages that are still to be rewritten: phrases that files below a folder may contain until then. */
const stillToRewrite: readonly { readonly folder: string; readonly phrases: readonly string[] }[] = [
  {
    folder: 'packages/dsl/goldens/syntax/',
    phrases: ['behind', 'has no end', 'quoted text', 'stand between', 'stand in', 'stands in', 'texts stand'],
  },
  {
    folder: 'packages/cli/goldens/',
    phrases: [
      'behind',
      'believed',
      'beside it',
      'holds no',
      'is no',
      'is not there',
      'mend',
      'nobody',
      'place is free',
      'quoted text',
      'request alike',
      'seen through',
      'somebody',
      'stands here',
      'stands in',
    ],
  },
  { folder: 'docs/decisions/0011', phrases: ['whoever'] },
  { folder: 'docs/decisions/0012', phrases: ['beside', 'twins'] },
]

/** Hits on one line each, as a failing test shows them. */
function hitsIn(file: string, text: string): readonly string[] {
  const known = stillToRewrite.flatMap(({ folder, phrases }) => (file.startsWith(folder) ? phrases : []))
  return findNeverSaid(text)
    .filter(({ phrase }) => !known.includes(phrase))
    .map(({ phrase, say, line, excerpt }) => `${file}:${line} “${phrase}”, say “${say}”: ${excerpt}`)
}

/** The glossary names what is never said, so its own section is left out. */
function withoutGlossary(markdown: string): string {
  return markdown.replace(/^## Words\n[\s\S]*?(?=^## |$(?![\s\S]))/m, (section) => section.replaceAll(/[^\n]/g, ''))
}

/** What the program prints: of the texts of a golden the part below the line, without lines of sources that it quotes. */
function printedIn(golden: string): string {
  const [given = '', ...printed] = golden.split(/^-{10}$/m)
  const kept = printed.join('----------').replaceAll(/^ *\d+ \|.*$/gm, '')
  return `${given.replaceAll(/[^\n]+/g, '')}${kept}`
}

/** The literals of a TypeScript source, each on a line of its own; a template counts as one. */
function literalsOf(source: string): string {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const literals = code.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\[\s\S])*)`|"((?:[^"\\\n]|\\.)*)"/g)
  return [...literals].map(([, single, template, double]) => single ?? template ?? double ?? '').join('\n')
}

const markdown = filesOf('**/*.md')

describe('the words of the field', () => {
  it('are in the titles of diagnostics', () => {
    expect(Object.entries(codes).flatMap(([code, { title }]) => hitsIn(code, title))).toEqual([])
  })

  it('are in what the program prints', () => {
    // Goldens of the formatter consist of policies only.
    const goldens = filesOf('packages/*/goldens/**/*.golden').filter((file) => !file.includes('/goldens/format/'))
    expect(goldens.length).toBeGreaterThan(50)
    expect(goldens.flatMap((file) => hitsIn(file, printedIn(read(file))))).toEqual([])
  })

  it('are in headings', () => {
    expect(markdown.length).toBeGreaterThan(100)
    expect(markdown.flatMap((file) => hitsIn(file, headingsOf(read(file))))).toEqual([])
  })

  it('are in the documentation and in every README', () => {
    const pages = markdown.filter(
      (file) => file.startsWith('docs/') || !file.includes('/') || file.endsWith('README.md'),
    )
    expect(pages.flatMap((file) => hitsIn(file, proseOf(withoutGlossary(read(file)))))).toEqual([])
  })

  it('are in the help of commands', () => {
    const sources = filesOf('packages/cli/src/**/*.ts').filter((file) => read(file).includes('.description('))
    expect(sources.length).toBeGreaterThan(10)
    expect(sources.flatMap((file) => hitsIn(file, literalsOf(read(file))))).toEqual([])
  })
})

describe('the glossary', () => {
  it('in CONTRIBUTING.md is the table that is checked', () => {
    const section = /^## Words\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(read('CONTRIBUTING.md'))?.[1] ?? ''
    const rows = [...section.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
    expect(rows.slice(2)).toEqual(glossaryRows())
  })

  it('has each phrase once', () => {
    const phrases = terms.flatMap(({ never }) => never)
    expect(phrases.filter((phrase, at) => phrases.indexOf(phrase) !== at)).toEqual([])
  })

  it('finds a phrase as whole words, in whatever case, over line ends, but not where it is right', () => {
    const found = findNeverSaid(
      'Mending it.\nExpected `only` behind `allow`; a server behind\na proxy.\nThe commandment.',
    )
    expect(found.map(({ phrase, line }) => `${phrase} ${line}`)).toEqual(['mending 1', 'behind 2'])
  })
})
