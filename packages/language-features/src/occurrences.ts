import type { Syntax } from '@tidegate/dsl'
import type { Span } from '@tidegate/model'

/** A place in a policy where a name is written. */
export interface Occurrence {
  readonly name: string
  readonly span: Span
  /** What kind of name it is. The names of limits are strings, and are shared by all files. */
  readonly space: 'name' | 'limit' | 'plugin' | 'file'
  readonly isDeclaration: boolean
}

type Ast = Syntax.Ast
type Statement = Syntax.Statement
interface Named {
  readonly text: string
  readonly span: Span
}

/** Returns all names in a syntax tree, in the order of the text. Linear. */
export function occurrencesIn({ statements }: Ast): readonly Occurrence[] {
  const found: Occurrence[] = []
  for (const statement of statements) collectStatement(statement, found)
  return found.toSorted((a, b) => a.span.start - b.span.start)
}

function add(found: Occurrence[], { text, span }: Named, space: Occurrence['space'], isDeclaration = false): void {
  // WHY: error recovery inserts names without a length, which are not in the text.
  if (span.end > span.start) found.push({ name: text, span, space, isDeclaration })
}

function collectStatement(statement: Statement, found: Occurrence[]): void {
  switch (statement.kind) {
    case 'policy':
    case 'zone':
    case 'paths-match':
      return
    case 'include':
      add(found, statement.file, 'file')
      return
    case 'use':
      add(found, statement.plugin, 'plugin')
      return
    case 'import':
      add(found, statement.file, 'file')
      if (statement.as !== undefined) add(found, statement.as, 'name', true)
      return
    case 'client-ip':
      collectSet(statement.trusting, found)
      return
    case 'fact':
      add(found, statement.name, 'name', true)
      return
    case 'list':
    case 'bots':
    case 'paths':
    case 'texts':
    case 'window':
      add(found, statement.name, 'name', true)
      collectSet(statement.set, found)
      return
    case 'where':
      collectCondition(statement.condition, found)
      for (const inner of statement.body) collectStatement(inner, found)
      return
    case 'block':
    case 'allow-only':
      collectCondition(statement.condition, found)
      collectClauses(statement.clauses, found)
      return
    case 'exempt':
      collectCondition(statement.condition, found)
      for (const limit of statement.limits ?? []) add(found, limit, 'limit')
      collectClauses(statement.clauses, found)
      return
    case 'limit':
      if ('text' in statement.count) add(found, statement.count, 'name')
      for (const part of statement.key) if (part.kind === 'fact') add(found, part.fact.name, 'name')
      collectClauses(statement.clauses, found)
  }
}

type Clauses = Extract<Statement, { readonly kind: 'block' }>['clauses']

function collectClauses(clauses: Clauses, found: Occurrence[]): void {
  if (clauses.during !== undefined) collectSet(clauses.during.window, found)
  for (const clause of [clauses.when, clauses.unless])
    if (clause !== undefined) collectCondition(clause.condition, found)
  if (clauses.as !== undefined) add(found, clauses.as.name, 'limit', true)
  if (clauses.replaces !== undefined) add(found, clauses.replaces.name, 'limit')
  if (clauses.reply?.file !== undefined) add(found, clauses.reply.file, 'file')
  const cost = clauses.costing?.cost
  if (cost?.kind === 'fact') add(found, cost.fact.name, 'name')
  if (cost?.kind === 'cases') for (const { condition } of cost.cases) collectCondition(condition, found)
}

type Condition = Extract<Statement, { readonly kind: 'where' }>['condition']

function collectCondition(condition: Condition, found: Occurrence[]): void {
  switch (condition.kind) {
    case 'and':
      for (const each of condition.all) collectCondition(each, found)
      return
    case 'or':
      for (const each of condition.any) collectCondition(each, found)
      return
    case 'not':
      collectCondition(condition.condition, found)
      return
    case 'anyone':
      return
    case 'in':
      add(found, condition.fact.name, 'name')
      for (const entry of condition.set.entries) if (entry.kind === 'name') add(found, entry.name, 'name')
      return
    case 'compare':
      add(found, condition.fact.name, 'name')
      if (condition.value.kind === 'fact') add(found, condition.value.fact.name, 'name')
      return
    case 'impersonates':
      add(found, condition.fact.name, 'name')
      add(found, condition.bots, 'name')
      return
    case 'match':
    case 'is':
    case 'flag':
      add(found, condition.fact.name, 'name')
  }
}

type SetOf<K extends Statement['kind']> = Extract<Statement, { readonly kind: K; readonly set: unknown }>['set']
type AnySet = SetOf<'list'> | SetOf<'bots'> | SetOf<'paths'> | SetOf<'texts'> | SetOf<'window'>

function collectSet(set: AnySet, found: Occurrence[]): void {
  for (const entry of [...set.entries, ...set.except]) {
    switch (entry.kind) {
      case 'name':
      case 'set':
        add(found, entry.name, 'name')
        break
      case 'file':
        add(found, entry.file, 'file')
        break
      case 'source':
        add(found, entry.source, 'plugin')
        break
      case 'address':
      case 'range':
      case 'token':
      case 'catalog':
      case 'pattern':
      case 'text':
      case 'span':
        break
    }
  }
  if ('from' in set && set.from !== undefined) collectSet(set.from, found)
}
