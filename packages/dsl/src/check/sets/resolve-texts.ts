import type { Span } from '@tidegate/model'
import type { TextEntry } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { lookUp, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { spendEntries } from './spend-entries.ts'
import { withoutCycles } from './without-cycles.ts'
import type { ResolvedTexts, PlacedText } from './resolved.ts'

type DeclaredTexts = Extract<Declared, { kind: 'texts' }>

/** Returns the strings of a declared set of texts. `span` is where its name is used. */
export function resolveTexts(checking: Checking, texts: DeclaredTexts, span: Span): ResolvedTexts {
  return withoutCycles(checking, texts, span, () => resolve(checking, texts), { values: [] })
}

function resolve(checking: Checking, { unit, set }: DeclaredTexts): ResolvedTexts {
  const known = checking.resolved.texts.get(set)
  if (known !== undefined) return known
  const except = new Set(readEntries(checking, unit, set.except).map(({ text }) => text))
  const values = new Map<string, PlacedText>()
  for (const value of readEntries(checking, unit, set.entries)) {
    if (!except.has(value.text) && !values.has(value.text)) values.set(value.text, value)
  }
  const resolved = { values: [...values.values()] }
  checking.resolved.texts.set(set, resolved)
  return resolved
}

function readEntries(checking: Checking, unit: Unit, entries: readonly TextEntry[]): readonly PlacedText[] {
  return entries.flatMap((entry): readonly PlacedText[] => {
    if (entry.kind === 'text') return spendEntries(checking, 1, entry.span) ? [entry] : []
    const [found] = peek(checking, unit, entry.name.text)
    if (found === undefined && /^[A-Z][A-Z-]*$/.test(entry.name.text)) return [entry.name]
    if (found?.kind === 'fact') {
      const { text, span } = entry.name
      checking.used.add(found)
      checking.report.add(
        'TG229',
        span,
        `\`${text}\` is known only when a request arrives, so a declared set cannot contain it`,
      )
      return []
    }
    const texts = lookUp(checking, unit, entry.name, ['texts'])
    const { values } = texts === undefined ? { values: [] } : resolveTexts(checking, texts, entry.span)
    return spendEntries(checking, values.length, entry.span) ? values : []
  })
}
