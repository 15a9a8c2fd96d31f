import type { Syntax } from '@tidegate/dsl'
import { formatRule } from '@tidegate/dsl'
import type { Analysis } from './analyse.ts'
import { statementsIn } from './statements.ts'
import { type Range, rangeOf } from './text-position.ts'

/** A statement in the outline of a file. */
export interface DocumentSymbol {
  readonly name: string
  /** The keyword of the statement: `list`, `limit`, `where`. */
  readonly detail: string
  readonly kind: 'set' | 'fact' | 'rule' | 'block' | 'file' | 'setting'
  readonly range: Range
  /** The range of the name. */
  readonly selectionRange: Range
  readonly children: readonly DocumentSymbol[]
}

/** Returns the outline of a file: its statements, those of `where` blocks below them. */
export function documentSymbols(analysis: Analysis, file: string): readonly DocumentSymbol[] {
  const statements = statementsIn(analysis, file)
    .filter(({ depth }) => depth === 0)
    .map(({ statement }) => statement)
  return statements.map((statement) => symbolFor(analysis, file, statement))
}

function symbolFor(analysis: Analysis, file: string, statement: Syntax.Statement): DocumentSymbol {
  const text = analysis.textOf(file)!
  const range = rangeOf(text, statement.span)
  const { name, span = statement.span, kind } = titleOf(statement, text.text)
  const body = statement.kind === 'where' ? statement.body : []
  return {
    name: name === '' ? statement.kind : name,
    detail: statement.kind,
    kind,
    range,
    selectionRange: rangeOf(text, span),
    children: body.map((inner) => symbolFor(analysis, file, inner)),
  }
}

interface Title extends Pick<DocumentSymbol, 'name' | 'kind'> {
  readonly span?: Syntax.Statement['span']
}

const longest = 60

function titleOf(statement: Syntax.Statement, text: string): Title {
  switch (statement.kind) {
    case 'list':
    case 'bots':
    case 'paths':
    case 'texts':
    case 'window':
      return { name: statement.name.text, span: statement.name.span, kind: 'set' }
    case 'fact':
      return { name: statement.name.text, span: statement.name.span, kind: 'fact' }
    case 'policy':
      return { name: statement.name.text, span: statement.name.span, kind: 'setting' }
    case 'include':
    case 'import':
      return { name: statement.file.text, span: statement.file.span, kind: 'file' }
    case 'use':
      return { name: statement.plugin.text, span: statement.plugin.span, kind: 'setting' }
    case 'client-ip':
    case 'zone':
    case 'paths-match':
      return { name: shortened(text.slice(statement.span.start, statement.span.end)), kind: 'setting' }
    case 'where':
      return { name: shortened(text.slice(statement.span.start, statement.condition.span.end)), kind: 'block' }
    case 'block':
    case 'allow-only':
    case 'exempt':
    case 'limit': {
      const { as } = statement.clauses
      if (as !== undefined && as.name.text !== '') return { name: as.name.text, span: as.name.span, kind: 'rule' }
      return { name: shortened(formatRule(statement)), kind: 'rule' }
    }
  }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
