import { type Analysis, unitOf } from './analyse.ts'
import { resolveName } from './documents.ts'
import { nameAt } from './name-at.ts'
import { declaredIn, namesIn, occurrenceAt, symbolOf } from './symbols.ts'
import { type Location, offsetAt, type Position, rangeOf } from './text-position.ts'

/** Returns where the name, limit or file at a position is declared; several places for a fact that several files declare. */
export function define(analysis: Analysis, file: string, position: Position): readonly Location[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  const offset = offsetAt(text, position)
  const occurrence = occurrenceAt(analysis, file, offset)
  if (occurrence?.space === 'file') {
    const target = resolveName(occurrence.name, file)
    const start = { line: 0, character: 0 }
    return target === undefined ? [] : [{ file: target, range: { start, end: start } }]
  }
  if (occurrence?.space === 'limit') {
    return analysis.units.flatMap((unit) =>
      namesIn(analysis, unit.file)
        .filter((each) => each.space === 'limit' && each.isDeclaration && each.name === occurrence.name)
        .flatMap(({ span }) => locationOf(analysis, span)),
    )
  }
  const symbol = occurrence === undefined ? undefined : symbolOf(analysis, file, occurrence)
  const word = occurrence?.name ?? nameAt(text.text, offset)?.name
  if (word === undefined || unitOf(analysis, file) === undefined) return []
  const declared =
    symbol?.declared?.kind === 'fact' || symbol?.declared === undefined
      ? declaredIn(analysis, file, word)
      : [symbol.declared]
  return declared.flatMap(({ span }) => locationOf(analysis, span))
}

function locationOf(
  analysis: Analysis,
  span: { readonly file: string; readonly start: number; readonly end: number },
): readonly Location[] {
  const text = analysis.textOf(span.file)
  return text === undefined ? [] : [{ file: span.file, range: rangeOf(text, span) }]
}
