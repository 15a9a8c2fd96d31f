import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codes } from '@tidegate/dsl'
import { describe, expect, it } from 'vitest'
import {
  commentsOf,
  findNeverSaid,
  glossaryRows,
  headingsOf,
  type NeverSaid,
  proseOf,
  terms,
  titlesOf,
} from '../scripts/never-say.ts'

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

/** Hits as a failing test shows them, one per line. */
function hitsIn(file: string, text: string): readonly string[] {
  return shown(file, findNeverSaid(text))
}

/** Hits in the comments of a source, and in the titles of its tests. */
function hitsInCode(file: string): readonly string[] {
  const source = read(file)
  return [commentsOf, titlesOf].flatMap((partsOf) => shown(file, findNeverSaid(partsOf(source), 'code')))
}

function shown(file: string, hits: readonly NeverSaid[]): readonly string[] {
  return hits.map(({ phrase, say, line, excerpt }) => `${file}:${line} “${phrase}”, say “${say}”: ${excerpt}`)
}

/** A page without the section with the glossary, which contains all phrases. */
function withoutGlossary(markdown: string): string {
  return markdown.replace(/^## Words\n[\s\S]*?(?=^## |$(?![\s\S]))/m, (section) => section.replaceAll(/[^\n]/g, ''))
}

/** The output of the program in a golden, which is the part below the line, without lines that it quotes from sources. */
function printedIn(golden: string): string {
  const [given = '', ...printed] = golden.split(/^-{10}$/m)
  const kept = printed.join('----------').replaceAll(/^ *\d+ \|.*$/gm, '')
  return `${given.replaceAll(/[^\n]+/g, '')}${kept}`
}

/** The string literals of a TypeScript source, one per line; a template counts as one. */
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
    // WHY: goldens of the formatter contain only policies.
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

describe('the words of the code', () => {
  // WHY: this file contains phrases as examples.
  const sources = filesOf('{packages,examples,bench,scripts,tests}/**/*.ts').filter(
    (file) => file !== 'tests/words.test.ts',
  )

  it('are the same in comments and in titles of tests', () => {
    expect(sources.length).toBeGreaterThan(1_000)
    expect(sources.flatMap(hitsInCode)).toEqual([])
  })

  it('are found in comments over line ends, but not in other code', () => {
    const source = [
      '/**',
      ' * A name that is',
      ' * no keyword.',
      ' */',
      "const url = 'https://a.example' // so many",
      "const behind = 'nobody' // `whoever`",
    ].join('\n')
    expect(findNeverSaid(commentsOf(source), 'code').map(({ phrase, line }) => `${phrase} ${line}`)).toEqual([
      'is no 2',
      'so many 5',
    ])
  })

  it('are found in titles of suites and tests, also in tables', () => {
    const source = [
      "describe('beside', () => {",
      "  it.each([['behind']])('mends %s', (nobody) => {",
      "    expect(nobody).toBe('whoever')",
      '  })',
      '})',
    ].join('\n')
    expect(findNeverSaid(titlesOf(source), 'code').map(({ phrase, line }) => `${phrase} ${line}`)).toEqual([
      'beside 1',
      'mends 2',
    ])
  })
})

describe('the glossary', () => {
  it('in CONTRIBUTING.md is the table that these tests use', () => {
    const section = /^## Words\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(read('CONTRIBUTING.md'))?.[1] ?? ''
    const rows = [...section.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
    expect(rows.slice(2)).toEqual(glossaryRows())
  })

  it('has each phrase once', () => {
    const phrases = terms.flatMap(({ never }) => never)
    expect(phrases.filter((phrase, at) => phrases.indexOf(phrase) !== at)).toEqual([])
  })

  it('finds a phrase as whole words, in any case, over line ends, but not in correct uses', () => {
    const found = findNeverSaid(
      'Mending it.\nExpected `only` behind `allow`; a server behind\na proxy.\nThe commandment.',
    )
    expect(found.map(({ phrase, line }) => `${phrase} ${line}`)).toEqual(['mending 1', 'behind 2'])
  })
})
