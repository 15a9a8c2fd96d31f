import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { applyEdits } from '@tidegate/dsl'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as features from './index.ts'

const root = fileURLToPath(new URL('../../../examples', import.meta.url))
const policies = globSync('*/*.policy', { cwd: root })
  .toSorted()
  .map((file) => readFileSync(`${root}/${file}`, 'utf8'))

function open(text: string): features.Analysis {
  const files: Record<string, string> = { 'site.policy': text, 'shared.policy': 'list shared = 192.0.2.1\n' }
  return features.analyse(
    { file: 'site.policy', text },
    features.hostOf({ read: (path) => files[path], list: () => Object.keys(files) }),
  )
}

/** Calls every feature; whatever the text and position, none may throw, and all ranges must be in the text. */
function useAll(text: string, position: features.Position): void {
  const analysis = open(text)
  const file = 'site.policy'
  const range = { start: position, end: { line: position.line + 3, character: 0 } }
  const lineCount = features.indexText(file, text).lines.starts.length
  for (const each of features.diagnose(analysis)) expect(each.range.end.line).toBeLessThan(lineCount)
  for (const { range: replaced } of features.complete(analysis, file, position))
    expect(replaced.end.line).toBeLessThan(lineCount)
  features.hover(analysis, file, position, 1_800_000_000_000)
  features.define(analysis, file, position)
  features.references(analysis, file, position)
  features.prepareRename(analysis, file, position)
  features.rename(analysis, file, position, 'other')
  features.codeActions(analysis, file, range)
  features.fixAll(analysis)
  features.documentSymbols(analysis, file)
  features.foldingRanges(analysis, file)
  for (const each of features.tokens(analysis, file)) expect(each.range.start.line).toBe(each.range.end.line)
  features.inlayHints(analysis, file, range)
  features.codeLenses(analysis, file)
  features.selectionRanges(analysis, file, position)
  features.format(text)
  features.testOutline(text, 'a.test.yaml')
  features.renameRuleInTests(text, 'a.test.yaml', 'a', 'b')
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
        useAll(prefix, features.positionAt(features.indexText('site.policy', prefix), prefix.length))
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
      const indexed = features.indexText('a', text)
      const offset = at % (text.length + 1)
      // The position between CR and LF is that before both.
      const isInLineEnd = text[offset - 1] === '\r' && text[offset] === '\n'
      expect(features.offsetAt(indexed, features.positionAt(indexed, offset))).toBe(isInLineEnd ? offset - 1 : offset)
    }),
    { numRuns: runs(200) },
  )
})

it('a renamed policy means the same', () => {
  fc.assert(
    fc.property(aPolicy, fc.nat(), (text, at) => {
      const analysis = open(text)
      const position = features.positionAt(features.indexText('site.policy', text), at % (text.length + 1))
      const symbol = features.prepareRename(analysis, 'site.policy', position)
      if (symbol === undefined || analysis.checked.model === undefined) return
      const renamed = features.rename(analysis, 'site.policy', position, 'renamed-here')
      if (renamed.kind === 'refused') throw new Error(renamed.message)
      const again = open(applied(text, renamed.edits))
      const shape = ({ checked }: features.Analysis): unknown => [
        checked.diagnostics.map(({ code, place }) => [code, place.line]),
        checked.model?.rules.map(({ kind, place }) => `${place.line} ${kind}`).toSorted(),
      ]
      expect(shape(again)).toEqual(shape(analysis))
      // Renaming back gives the text from which we started.
      const back = features.rename(again, 'site.policy', symbol.range.start, symbol.placeholder)
      if (back.kind === 'refused') throw new Error(back.message)
      expect(applied(applied(text, renamed.edits), back.edits)).toBe(text)
    }),
    { numRuns: runs(25) },
  )
})

function applied(text: string, edits: features.FileEdits): string {
  const indexed = features.indexText('site.policy', text)
  const spans = (edits['site.policy'] ?? []).map(({ range, newText }) => ({
    span: {
      file: 'site.policy',
      start: features.offsetAt(indexed, range.start),
      end: features.offsetAt(indexed, range.end),
    },
    text: newText,
  }))
  return applyEdits(
    text,
    spans.toSorted((a, b) => b.span.start - a.span.start),
  )
}
