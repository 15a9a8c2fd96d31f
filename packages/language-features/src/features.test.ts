import { describe, expect, it } from 'vitest'
import { applyEdits } from '@tidegate/dsl'
import { snippets } from './completion/snippets.ts'
import { keywordsWithoutHelp } from './hover/keyword-help.ts'
import {
  analyse,
  type Analysis,
  codeActions,
  codeLenses,
  complete,
  define,
  diagnose,
  documentSymbols,
  type FileEdits,
  fixAll,
  foldingRanges,
  format,
  hostOf,
  hover,
  indexText,
  inlayHints,
  offsetAt,
  type Position,
  positionAt,
  prepareRename,
  references,
  rename,
  selectionRanges,
  tokens,
} from './index.ts'

const nowMs = Date.UTC(2026, 10, 18, 12)

interface Opened {
  readonly analysis: Analysis
  readonly files: Readonly<Record<string, string>>
  /** Positions of `|` in the texts, in order, with their files. */
  readonly marks: readonly { readonly file: string; readonly position: Position }[]
}

/** Opens texts in which `|` marks positions; the first file is the root. */
function open(marked: Readonly<Record<string, string>>): Opened {
  const marks: { file: string; position: Position }[] = []
  const files: Record<string, string> = {}
  for (const [file, text] of Object.entries(marked)) {
    const parts = text.split('|')
    files[file] = parts.join('')
    let at = 0
    for (const part of parts.slice(0, -1)) {
      at += part.length
      marks.push({ file, position: positionAt(indexText(file, files[file]), at) })
    }
  }
  const root = Object.keys(files)[0]!
  const documents = { read: (path: string) => files[path], list: () => Object.keys(files) }
  const catalog = { 'ai-training': [{ text: 'gptbot', word: false }], seo: [{ text: 'ahrefsbot', word: false }] }
  return { analysis: analyse({ file: root, text: files[root]! }, hostOf(documents, { catalog })), files, marks }
}

function labelsAt(text: string): readonly string[] {
  const { analysis, marks } = open({ 'site.policy': text })
  return complete(analysis, 'site.policy', marks[0]!.position).map(({ label }) => label)
}

function applied(files: Readonly<Record<string, string>>, edits: FileEdits): Record<string, string> {
  const result = { ...files }
  for (const [file, each] of Object.entries(edits)) {
    const indexed = indexText(file, files[file]!)
    const spans = each.map(({ range, newText }) => ({
      span: { file, start: offsetAt(indexed, range.start), end: offsetAt(indexed, range.end) },
      text: newText,
    }))
    result[file] = applyEdits(
      files[file]!,
      spans.toSorted((a, b) => b.span.start - a.span.start),
    )
  }
  return result
}

describe('diagnostics', () => {
  it('carry code, page and the file in which they are', () => {
    const { analysis } = open({
      'site.policy': 'include "lists.policy"\nblock ip in bad\n',
      'lists.policy': 'list bad = 192.0.2.0/33\n',
    })
    expect(diagnose(analysis)).toMatchObject([
      {
        file: 'lists.policy',
        range: { start: { line: 0, character: 11 }, end: { line: 0, character: 23 } },
        severity: 'error',
        code: 'TG209',
        codeDescription: { href: 'https://github.com/tidegate/tidegate/blob/main/docs/diagnostics/TG209.md' },
      },
    ])
  })
})

describe('completion', () => {
  it('offers statements at the beginning of a line, and snippets', () => {
    expect(labelsAt('list a = 192.0.2.1\n|')).toEqual(
      expect.arrayContaining(['block', 'limit', 'where', 'limit per ip']),
    )
  })

  it('offers the sets that fit the fact', () => {
    const declared =
      'list office = 192.0.2.1\npaths static = /a\nbots search = bingbot\nwindow peak = mon 10:00-12:00 UTC\n'
    expect(labelsAt(`${declared}block ip in o|`)).toEqual(['office', 'loopback', 'linklocal', 'private'])
    expect(labelsAt(`${declared}block path in |`)).toEqual(['static'])
    expect(labelsAt(`${declared}block path in /a and bot not in |`)).toEqual(['search'])
    expect(labelsAt(`${declared}block anyone during |`)).toEqual(expect.arrayContaining(['peak', 'mon']))
  })

  it('offers facts after a verb, keywords after a test, units after per', () => {
    expect(labelsAt('fact score : number\nblock |')).toEqual(expect.arrayContaining(['score', 'ip', 'not', 'anyone']))
    const after = labelsAt('block ip in loopback |')
    expect(after).toEqual(expect.arrayContaining(['and', 'when', 'reply']))
    expect(after).not.toContain('block')
    expect(labelsAt('limit 5 per |')).toEqual(expect.arrayContaining(['minute', 'calendar']))
  })

  it('offers categories, limits and files in strings', () => {
    expect(labelsAt('bots a = catalog "ai|')).toEqual(['ai-training', 'seo'])
    expect(labelsAt('limit 5 per minute per ip as "visitors"\nexempt ip in loopback from "|')).toEqual(['visitors'])
    const { analysis, marks } = open({ 'site.policy': 'include "|"', 'lists.policy': '# nothing' })
    expect(complete(analysis, 'site.policy', marks[0]!.position).map(({ label }) => label)).toEqual(['lists.policy'])
  })

  it('offers time zones, and nothing in comments except codes to accept', () => {
    expect(labelsAt('zone Europe/Buc|')).toContain('Europe/Bucharest')
    expect(labelsAt('# block |')).toEqual([])
    expect(labelsAt('# accept |\nallow only ip in 203.0.113.0/24\n')).toEqual(['TG406'])
  })

  it('replaces what is typed of the word', () => {
    const { analysis, marks } = open({ 'site.policy': 'list office = 192.0.2.1\nblock ip in of|' })
    expect(complete(analysis, 'site.policy', marks[0]!.position)[0]?.range).toEqual({
      start: { line: 1, character: 12 },
      end: { line: 1, character: 14 },
    })
  })
})

describe('hover', () => {
  const hoverAt = (text: string): string | undefined => {
    const { analysis, marks } = open({ 'site.policy': text })
    return hover(analysis, 'site.policy', marks[0]!.position, nowMs)?.contents
  }

  it('counts what a set contains', () => {
    expect(hoverAt('list off|ice = 203.0.113.0/24, 192.0.2.1\nblock ip in office')).toContain(
      '257 addresses in 2 networks',
    )
  })

  it('says what a limit promises', () => {
    expect(hoverAt('li|mit 5 per minute per ip')).toContain('at most 5 in any period of 1 min')
  })

  it('says when a window opens next', () => {
    const contents = hoverAt('window peak = mon-fri 12:00-13:00 Europe/Bucharest\nblock anyone during pe|ak')
    expect(contents).toContain('closed now; opens Thu, 19 Nov 2026')
  })

  it('explains a diagnostic with its page, and a keyword with an example', () => {
    expect(hoverAt('block ip in off|ce')).toMatch(/\*\*TG201\*\* unknown name.*TG201\.md/su)
    expect(hoverAt('include "|x"')).toContain('TG220')
    expect(hoverAt('in|clude "x"')).toContain('for example `include "shared.policy"`')
    expect(hoverAt('block ip in loopback  lo|g warn')).toContain('for example `log warn`')
  })
})

it('every reserved word has a help text, and every snippet is valid', () => {
  expect(keywordsWithoutHelp).toEqual([])
  for (const { body, label } of snippets) {
    const text = body.replaceAll(/\$\{\d+:([^}]*)\}/gu, '$1').replaceAll(/\$\{0\}/gu, 'block anyone')
    const { checked } = open({ 'site.policy': text }).analysis
    expect(
      checked.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => `${label}: ${message}`),
    ).toEqual([])
  }
})

describe('definition, references and rename', () => {
  const files = {
    'site.policy': 'include "lists.policy"\nblock ip in off|ice\nallow only ip in office, loopback\n',
    'lists.policy': 'list |office = 203.0.113.0/24, 2001:db8::/32\nlist all = office\n',
  }

  it('finds a declaration in an included file, and the file', () => {
    const { analysis, marks } = open(files)
    expect(define(analysis, 'site.policy', marks[0]!.position)).toEqual([
      { file: 'lists.policy', range: { start: { line: 0, character: 5 }, end: { line: 0, character: 11 } } },
    ])
    expect(define(analysis, 'site.policy', { line: 0, character: 12 })[0]?.file).toBe('lists.policy')
  })

  it('finds a declaration from a statement that is not complete', () => {
    const { analysis, marks } = open({ 'site.policy': 'list office = 192.0.2.1\nblock ip in off|ice and' })
    expect(define(analysis, 'site.policy', marks[0]!.position)).toHaveLength(1)
  })

  it('finds all places, from each of them', () => {
    const { analysis, marks } = open(files)
    for (const { file, position } of marks) {
      expect(references(analysis, file, position).map((each) => [each.file, each.range.start.line])).toEqual([
        ['site.policy', 1],
        ['site.policy', 2],
        ['lists.policy', 0],
        ['lists.policy', 1],
      ])
    }
  })

  it('renames in all files; the policy means the same', () => {
    const { analysis, files: texts, marks } = open(files)
    expect(prepareRename(analysis, 'site.policy', marks[0]!.position)?.placeholder).toBe('office')
    const renamed = rename(analysis, 'site.policy', marks[0]!.position, 'headquarters')
    if (renamed.kind === 'refused') throw new Error(renamed.message)
    const after = applied(texts, renamed.edits)
    expect(after['lists.policy']).toBe(texts['lists.policy']!.replaceAll('office', 'headquarters'))
    const again = open(after).analysis.checked
    expect(again.model?.rules.length).toBe(analysis.checked.model?.rules.length)
    expect(again.diagnostics.map(({ code }) => code)).toEqual(analysis.checked.diagnostics.map(({ code }) => code))
  })

  it('renames limits with all that replace them or are exempt from them', () => {
    const {
      analysis,
      files: texts,
      marks,
    } = open({
      'site.policy':
        'limit 5 per minute per ip as "a|"\nexempt ip in loopback from "a"\nlimit 9 per minute per ip when path in /x replaces "a"\n',
    })
    const renamed = rename(analysis, 'site.policy', marks[0]!.position, 'say "hi"')
    expect(renamed.kind === 'edits' ? applied(texts, renamed.edits)['site.policy'] : renamed.message).toBe(
      texts['site.policy']!.replaceAll('"a"', '"say \\"hi\\""'),
    )
  })

  it.each([
    ['block', 'is not a name'],
    ['mon', 'is not a name'],
    ['a b', 'is not a name'],
    ['ip', 'is a reserved name'],
    ['all', 'already declared'],
  ])('refuses the name %s', (name, message) => {
    const { analysis, marks } = open(files)
    expect(rename(analysis, 'site.policy', marks[0]!.position, name)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(message),
    })
  })
})

describe('formatting and fixes', () => {
  it('changes only the lines that differ', () => {
    expect(format('list a = 192.0.2.1\nblock   ip in a\n# end\n')).toEqual([
      { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: 'block ip in a\n' },
    ])
    expect(format('block (')).toEqual([])
  })

  it('offers the fix of a diagnostic, and to accept a finding', () => {
    const { analysis, marks, files } = open({
      'site.policy': 'list office = 203.0.113.0/24\nallow only ip in offi|c\n',
    })
    const [action] = codeActions(analysis, 'site.policy', { start: marks[0]!.position, end: marks[0]!.position })
    expect(applied(files, action!.edits)['site.policy']).toContain('ip in office')
    const accepted = open({ 'site.policy': 'allow only ip in 203.0.113|.0/24\n' })
    const { position } = accepted.marks[0]!
    const [accept] = codeActions(accepted.analysis, 'site.policy', { start: position, end: position })
    const text = applied(accepted.files, accept!.edits)['site.policy']!
    expect(text).toMatch(/^# accept TG406: /u)
    // Until a reason is written, nothing is accepted.
    expect(diagnose(open({ 'site.policy': text }).analysis).map(({ code }) => code)).toEqual(['TG463', 'TG406'])
  })

  it('fixes all in several files', () => {
    const { analysis, files } = open({
      'site.policy': 'include "a.policy"\nblock ip in ofice',
      'a.policy': 'list office = 192.0.2.0/24\nblok ip in office',
    })
    const after = applied(files, fixAll(analysis)!.edits)
    expect(after).toEqual({
      'site.policy': 'include "a.policy"\nblock ip in office',
      'a.policy': 'list office = 192.0.2.0/24\nblock ip in office',
    })
  })
})

describe('structure', () => {
  const text =
    '# one\n# two\nlist office = 203.0.113.0/24\nwhere path in /a/** {\n  block ip in office  as "closed"\n  limit 500 per minute per ip\n}\n'

  it('outlines statements, with those of blocks below them', () => {
    const { analysis } = open({ 'site.policy': text })
    expect(documentSymbols(analysis, 'site.policy')).toMatchObject([
      { name: 'office', kind: 'set' },
      { name: 'where path in /a/**', children: [{ name: 'closed' }, { name: 'limit 500 per minute per ip' }] },
    ])
  })

  it('folds blocks and comments', () => {
    const { analysis } = open({ 'site.policy': text })
    expect(foldingRanges(analysis, 'site.policy')).toEqual([
      { startLine: 3, endLine: 5, kind: 'region' },
      { startLine: 0, endLine: 1, kind: 'comment' },
    ])
  })

  it('grows a selection from a name to the whole text', () => {
    const { analysis } = open({ 'site.policy': text })
    const ranges = selectionRanges(analysis, 'site.policy', { line: 4, character: 16 })
    const indexed = indexText('site.policy', text)
    const texts = ranges.map(({ start, end }) => text.slice(offsetAt(indexed, start), offsetAt(indexed, end)))
    expect(texts.slice(0, 3)).toEqual(['office', 'ip in office', 'block ip in office  as "closed"'])
    expect(texts.at(-1)).toBe(text)
  })

  it('classifies tokens by what they refer to', () => {
    const { analysis } = open({ 'site.policy': text })
    const kinds = tokens(analysis, 'site.policy').map(({ kind }) => kind)
    expect(kinds.slice(0, 6)).toEqual(['comment', 'comment', 'keyword', 'set', 'operator', 'address'])
  })

  it('hints at sizes and algorithms, and has lenses on rules', () => {
    const { analysis } = open({ 'site.policy': text })
    const all = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }
    expect(inlayHints(analysis, 'site.policy', all).map(({ label }) => label)).toEqual([': 256 addresses', ' (ring)'])
    const replayed = { log: 'access.log', total: 49, refused: { 'site.policy:5': 4 } }
    expect(codeLenses(analysis, 'site.policy', replayed).map(({ title }) => title)).toEqual([
      'explain with…',
      'refused 4 of 49 in access.log',
      'explain with…',
      'refused 0 of 49 in access.log',
    ])
  })
})
