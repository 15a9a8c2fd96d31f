import type { Declaration } from '../syntax/ast/declarations.ts'
import type { RuleStatement } from '../syntax/ast/rules.ts'
import type { AddressSet } from '../syntax/ast/sets.ts'
import { formatEntry } from './format-set.ts'
import { clausesOf, headOf, type ClausePiece } from './format-rule.ts'
import type { Piece } from './piece.ts'
import { writeText } from './write-literal.ts'

/** Entries that belong together; the keyword before the first entry is part of its piece. */
export type EntryGroup = readonly Piece[]

/** A statement for the layout, which decides on the padding of header cells. */
export type Pieces =
  /** Always on one line. */
  | { readonly kind: 'line'; readonly header: Header }
  | { readonly kind: 'set'; readonly header: Header; readonly groups: readonly EntryGroup[] }
  | { readonly kind: 'rule'; readonly head: Piece; readonly clauses: readonly ClausePiece[] }

/** The beginning of a statement. Cells of neighbouring statements with the same `table` are padded to the same width. */
export interface Header {
  readonly table?: 'names' | 'facts'
  readonly cells: readonly string[]
  /** The offset after its last word in the source. */
  readonly end: number
}

/** Splits a declaration or rule into pieces. */
export function piecesOf(statement: Declaration | RuleStatement): Pieces {
  switch (statement.kind) {
    case 'policy':
      return line([`policy ${writeText(statement.name.text)}`], statement.span.end)
    case 'include':
      return line([`include ${writeText(statement.file.text)}`], statement.span.end)
    case 'use':
      return line([`use ${statement.plugin.text}`], statement.span.end)
    case 'zone':
      return line([`zone ${statement.zone.text}`], statement.span.end)
    case 'paths-match':
      return line(['paths match exactly'], statement.span.end)
    case 'import': {
      const as = statement.as === undefined ? '' : ` as ${statement.as.text}`
      const enforce = statement.enforceRules ? ' enforce rules' : ''
      return line(
        [`import ${statement.importer.text} ${writeText(statement.file.text)}${as}${enforce}`],
        statement.span.end,
      )
    }
    case 'fact': {
      const presence = { optional: [], required: ['required'], 'with-user': ['with user'] }[statement.presence]
      const cells = [`fact ${statement.name.text}`, `: ${statement.type}`, ...presence]
      return { kind: 'line', header: { table: 'facts', cells, end: statement.span.end } }
    }
    case 'client-ip': {
      const header = { cells: [`client ip from ${statement.header.text} trusting`], end: statement.header.span.end }
      return { kind: 'set', header, groups: addressGroups(statement.trusting) }
    }
    case 'list':
      return set('list', statement.name, addressGroups(statement.set))
    case 'bots': {
      const { entries, except, from } = statement.set
      const verified = from === undefined ? [] : addressGroups(from, 'from ')
      return set('bots', statement.name, [group(entries), group(except, 'except '), ...verified])
    }
    case 'paths':
    case 'texts':
      return set(statement.kind, statement.name, [group(statement.set.entries), group(statement.set.except, 'except ')])
    case 'window': {
      const { entries, except, zone } = statement.set
      const last = zone === undefined ? [] : [{ parts: [zone.text], span: zone.span }]
      return set('window', statement.name, [group(entries), group(except, 'except '), last])
    }
    case 'block':
    case 'allow-only':
    case 'limit':
    case 'exempt':
      return { kind: 'rule', head: headOf(statement), clauses: clausesOf(statement.clauses) }
  }
}

function line(cells: readonly string[], end: number): Pieces {
  return { kind: 'line', header: { cells, end } }
}

function set(
  keyword: string,
  name: { readonly text: string; readonly span: { readonly end: number } },
  groups: readonly EntryGroup[],
): Pieces {
  const header: Header = { table: 'names', cells: [keyword, name.text, '='], end: name.span.end }
  return { kind: 'set', header, groups: groups.filter(({ length }) => length > 0) }
}

function addressGroups({ entries, except }: AddressSet, word = ''): readonly EntryGroup[] {
  return [group(entries, word), group(except, 'except ')].filter(({ length }) => length > 0)
}

function group(entries: readonly Parameters<typeof formatEntry>[0][], word = ''): EntryGroup {
  return entries.map((entry, index) => ({
    parts: [`${index === 0 ? word : ''}${formatEntry(entry)}`],
    span: entry.span,
  }))
}
