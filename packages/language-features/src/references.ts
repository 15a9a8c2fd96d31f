import type { Analysis } from './analyse.ts'
import { namesIn, occurrenceAt, type FoundSymbol, symbolOf } from './symbols.ts'
import { type Location, offsetAt, type Position, rangeOf } from './text-position.ts'

/** A place that refers to a symbol, or declares it. */
export interface Reference extends Location {
  readonly isDeclaration: boolean
}

/** Returns all places in all files of the policy that mean the same as the name at a position, in the order of files and text. */
export function references(analysis: Analysis, file: string, position: Position): readonly Reference[] {
  const symbol = symbolAt(analysis, file, position)
  return symbol === undefined ? [] : referencesOf(analysis, symbol)
}

/** Returns the symbol that the name at a position refers to. */
export function symbolAt(analysis: Analysis, file: string, position: Position): FoundSymbol | undefined {
  const text = analysis.textOf(file)
  if (text === undefined) return undefined
  const occurrence = occurrenceAt(analysis, file, offsetAt(text, position))
  return occurrence === undefined ? undefined : symbolOf(analysis, file, occurrence)
}

/** Returns all places that mean the same as a symbol. Linear in the number of names of the policy. */
export function referencesOf(analysis: Analysis, { key }: FoundSymbol): readonly Reference[] {
  return analysis.units.flatMap(({ file }) => {
    const text = analysis.textOf(file)
    if (text === undefined) return []
    return namesIn(analysis, file).flatMap((occurrence) => {
      const symbol = symbolOf(analysis, file, occurrence)
      if (symbol?.key !== key) return []
      return [{ file, range: rangeOf(text, symbol.span), isDeclaration: occurrence.isDeclaration }]
    })
  })
}
