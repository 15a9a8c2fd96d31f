import { factsOfCode, type KnownCode } from '@tidegate/dsl'
import { expectedAfter, type ExpectedToken } from '@tidegate/dsl/tools'
import type { Analysis } from './analyse.ts'
import { contextBefore } from './completion/context-before.ts'
import { snippetsFor } from './completion/snippets.ts'
import type { CompletionKind, Word } from './completion/word.ts'
import { wordsForString, wordsForWord } from './completion/words-for.ts'
import { type IndexedText, offsetAt, type Position, type Range, rangeOf } from './text-position.ts'

/** One text that can be inserted at a position. */
export interface Completion {
  readonly label: string
  readonly kind: CompletionKind
  /** A few words next to the label. */
  readonly detail?: string
  /** Replaces what is already typed of the word. With `isSnippet`, `${1:…}` are places to fill in, as in the protocol. */
  readonly newText: string
  readonly isSnippet: boolean
  readonly range: Range
  /** Texts with smaller numbers are more likely. */
  readonly rank: number
}

/**
 * Returns what can be written at a position: keywords that the grammar accepts there, the names in scope that fit, facts, categories of the catalogue,
 * time zones, and whole statements. The text may be incomplete everywhere. Nothing inside comments, except the codes after `# accept`.
 */
export function complete(analysis: Analysis, file: string, position: Position): readonly Completion[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  const offset = offsetAt(text, position)
  const context = contextBefore(text.text, offset)
  switch (context.kind) {
    case 'comment':
      return context.accepts ? completionsOf(acceptableCodes(analysis, file), text, context.start, offset) : []
    case 'string':
      return completionsOf(
        wordsForString(analysis, file, expectedAfter(text.text, context.start)),
        text,
        context.start + 1,
        offset,
      )
    case 'word': {
      const expected = expectedAfter(text.text, context.start)
      const words = expected.tokens.flatMap((token) => {
        return token.text === undefined
          ? wordsForWord(analysis, file, token, expected.before)
          : keywordOf(token, context)
      })
      const snippets = context.startsLine ? snippetsFor(expected.tokens) : []
      return [
        ...completionsOf(words, text, context.start, offset),
        ...snippets.map(({ label, detail, body }): Completion => {
          const range = rangeOf(text, { start: context.start, end: offset })
          return { label, kind: 'snippet', detail, newText: body, isSnippet: true, range, rank: 3 }
        }),
      ]
    }
  }
}

/** Returns a keyword, unless it begins a statement in the middle of a line, which is valid and hardly ever wanted. */
function keywordOf(
  { text = '', beginsStatement }: ExpectedToken,
  { startsLine }: { readonly startsLine: boolean },
): readonly Word[] {
  if (!/^[a-z]/u.test(text) || (beginsStatement && !startsLine)) return []
  return [{ label: text, kind: 'keyword', rank: beginsStatement ? 2 : 1 }]
}

function acceptableCodes({ checked }: Analysis, file: string): readonly Word[] {
  const codes = new Set(
    checked.diagnostics
      .filter(({ severity, place }) => severity !== 'error' && place.file === file)
      .map(({ code }) => code),
  )
  return [...codes].map((code) => ({ label: code, kind: 'value', detail: factsOfCode(code as KnownCode).title }))
}

function completionsOf(words: readonly Word[], text: IndexedText, start: number, end: number): readonly Completion[] {
  const range = rangeOf(text, { start, end })
  const seen = new Set<string>()
  return words.flatMap(({ label, kind, detail, newText = label, rank = 0 }) => {
    if (seen.has(label)) return []
    seen.add(label)
    return [{ label, kind, ...(detail !== undefined && { detail }), newText, isSnippet: false, range, rank }]
  })
}
