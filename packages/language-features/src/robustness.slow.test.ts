import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { applyEdits } from '@tidegate/dsl'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
  renameRuleInTests,
  selectionRanges,
  testOutline,
  tokens,
} from './index.ts'

const root = fileURLToPath(new URL('../../../examples', import.meta.url))
const policies = globSync('*/*.policy', { cwd: root })
  .toSorted()
  .map((file) => readFileSync(`${root}/${file}`, 'utf8'))

function open(text: string): Analysis {
  const files: Record<string, string> = { 'site.policy': text, 'shared.policy': 'list shared = 192.0.2.1\n' }
  return analyse({ file: 'site.policy', text }, hostOf({ read: (path) => files[path], list: () => Object.keys(files) }))
}

/** Calls every feature; whatever the text and position, none may throw, and all ranges must be in the text. */
function useAll(text: string, position: Position): void {
  const analysis = open(text)
  const file = 'site.policy'
  const range = { start: position, end: { line: position.line + 3, character: 0 } }
  const lineCount = indexText(file, text).lines.starts.length
  for (const each of diagnose(analysis)) expect(each.range.end.line).toBeLessThan(lineCount)
  for (const { range: replaced } of complete(analysis, file, position))
    expect(replaced.end.line).toBeLessThan(lineCount)
  hover(analysis, file, position, 1_800_000_000_000)
  define(analysis, file, position)
  references(analysis, file, position)
  prepareRename(analysis, file, position)
  rename(analysis, file, position, 'other')
  codeActions(analysis, file, range)
  fixAll(analysis)
  documentSymbols(analysis, file)
  foldingRanges(analysis, file)
  for (const each of tokens(analysis, file)) expect(each.range.start.line).toBe(each.range.end.line)
  inlayHints(analysis, file, range)
  codeLenses(analysis, file)
  selectionRanges(analysis, file, position)
  format(text)
  testOutline(text, 'a.test.yaml')
  renameRuleInTests(text, 'a.test.yaml', 'a', 'b')
}

const aPolicy = fc.constantFrom(...policies)
const aPosition = fc.oneof(
  fc.record({ line: fc.nat(60), character: fc.nat(120) }),
  fc.record({ line: fc.integer(), character: fc.integer() }),
  fc.constant({ line: Number.NaN, character: -0.5 }),
)
const aFragment = fc.oneof(
  fc.constantFrom(
    '"',
    '{',
    '}',
    '\r\n',
    '\r',
    '\u{1f600}',
    '\ud800',
    '#',
    '# accept ',
    'limit ',
    ' in ',
    '\\',
    '\0',
    'where',
    ', ',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

describe('every feature', () => {
  it('works on every beginning of a policy', () => {
    fc.assert(
      fc.property(aPolicy, fc.nat(), (text, at) => {
        const prefix = text.slice(0, at % (text.length + 1))
        useAll(prefix, positionAt(indexText('site.policy', prefix), prefix.length))
      }),
      { numRuns: runs(25) },
    )
  })

  it('works after any edit, in any position', () => {
    fc.assert(
      fc.property(aPolicy, fc.nat(), fc.nat(30), aFragment, aPosition, (text, at, removed, inserted, position) => {
        const start = at % (text.length + 1)
        useAll(`${text.slice(0, start)}${inserted}${text.slice(start + removed)}`, position)
      }),
      { numRuns: runs(25) },
    )
  })
})

it('positions and offsets agree, whatever the line ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '\u{1f600}') }), fc.nat(), (text, at) => {
      const indexed = indexText('a', text)
      const offset = at % (text.length + 1)
      // The position between CR and LF is that before both.
      const isInLineEnd = text[offset - 1] === '\r' && text[offset] === '\n'
      expect(offsetAt(indexed, positionAt(indexed, offset))).toBe(isInLineEnd ? offset - 1 : offset)
    }),
    { numRuns: runs(200) },
  )
})

it('a renamed policy means the same', () => {
  fc.assert(
    fc.property(aPolicy, fc.nat(), (text, at) => {
      const analysis = open(text)
      const position = positionAt(indexText('site.policy', text), at % (text.length + 1))
      const symbol = prepareRename(analysis, 'site.policy', position)
      if (symbol === undefined || analysis.checked.model === undefined) return
      const renamed = rename(analysis, 'site.policy', position, 'renamed-here')
      if (renamed.kind === 'refused') throw new Error(renamed.message)
      const again = open(applied(text, renamed.edits))
      const shape = ({ checked }: Analysis): unknown => [
        checked.diagnostics.map(({ code, place }) => [code, place.line]),
        checked.model?.rules.map(({ kind, place }) => `${place.line} ${kind}`).toSorted(),
      ]
      expect(shape(again)).toEqual(shape(analysis))
      // Renaming back gives the text from which we started.
      const back = rename(again, 'site.policy', symbol.range.start, symbol.placeholder)
      if (back.kind === 'refused') throw new Error(back.message)
      expect(applied(applied(text, renamed.edits), back.edits)).toBe(text)
    }),
    { numRuns: runs(25) },
  )
})

function applied(text: string, edits: FileEdits): string {
  const indexed = indexText('site.policy', text)
  const spans = (edits['site.policy'] ?? []).map(({ range, newText }) => ({
    span: { file: 'site.policy', start: offsetAt(indexed, range.start), end: offsetAt(indexed, range.end) },
    text: newText,
  }))
  return applyEdits(
    text,
    spans.toSorted((a, b) => b.span.start - a.span.start),
  )
}
