import type { Declared } from '@tidegate/dsl/tools'
import type { Span } from '@tidegate/model'
import { type Analysis, unitOf } from './analyse.ts'
import { type Occurrence, occurrencesIn } from './occurrences.ts'

/** What a name in a file refers to. Two places with equal keys mean the same. */
export interface FoundSymbol {
  readonly key: string
  /** The name as written at its declarations, without the prefix of an import. */
  readonly name: string
  readonly space: 'name' | 'limit'
  /** Absent for the names of limits. */
  readonly declared?: Declared
  /** What to replace at the place where it was found. For a name of an import (`r.bad`) that is what precedes the dot. */
  readonly span: Span
}

const occurrencesByTree = new WeakMap<object, readonly Occurrence[]>()

/** Returns all names that are written in a file of a policy. Computed once for each state of the file. */
export function namesIn(analysis: Analysis, file: string): readonly Occurrence[] {
  const ast = unitOf(analysis, file)?.ast
  if (ast === undefined) return []
  const own = occurrencesByTree.get(ast) ?? occurrencesIn(ast).filter(({ span }) => span.file === file)
  occurrencesByTree.set(ast, own)
  return own
}

/** Returns the name at an offset; the end of a name belongs to it. */
export function occurrenceAt(analysis: Analysis, file: string, offset: number): Occurrence | undefined {
  return namesIn(analysis, file).find(({ span }) => span.start <= offset && offset <= span.end)
}

/** Returns what a name refers to; undefined if it is built in, unknown, or ambiguous. */
export function symbolOf(analysis: Analysis, file: string, occurrence: Occurrence): FoundSymbol | undefined {
  const { name, span, space, isDeclaration } = occurrence
  if (space === 'limit') return { key: `limit ${name}`, name, space, span }
  if (space !== 'name') return undefined
  const unit = unitOf(analysis, file)
  if (unit === undefined) return undefined
  const visible = analysis.scopes.visible(unit)
  if (isDeclaration) {
    // The name after `as` is not declared itself: it is the first part of the names that the import declares.
    const own = [...visible.values()].flat().find((each) => isAt(each, span))
    return own === undefined ? undefined : { ...keyed(own, name), space, declared: own, span }
  }
  const found = visible.get(name) ?? []
  const [declared] = found
  if (declared === undefined || (found.length > 1 && declared.kind !== 'fact')) return undefined
  const alias = aliasOf(declared, analysis)
  if (alias === undefined) return { ...keyed(declared, name), space, declared, span }
  return { ...keyed(declared, alias), space, declared, span: { ...span, end: span.start + alias.length } }
}

/** Returns the declaration of a name that is visible in a file, also where the statement around it is incomplete. */
export function declaredIn(analysis: Analysis, file: string, name: string): readonly Declared[] {
  const unit = unitOf(analysis, file)
  return unit === undefined ? [] : (analysis.scopes.visible(unit).get(name) ?? [])
}

function isAt(declared: Declared, span: Span): boolean {
  return declared.span.file === span.file && declared.span.start === span.start && declared.span.end === span.end
}

function keyed(declared: Declared, name: string): Pick<FoundSymbol, 'key' | 'name'> {
  // All declarations of a fact mean the same fact, which the host supplies once.
  if (declared.kind === 'fact') return { key: `fact ${name}`, name }
  return { key: `${declared.span.file}:${declared.span.start}`, name }
}

/** Returns the name after `as` if a name is declared by an import. */
function aliasOf({ name, span, kind }: Declared, analysis: Analysis): string | undefined {
  if (kind === 'fact') return undefined
  const written = analysis.textOf(span.file)?.text.slice(span.start, span.end)
  return written !== undefined && name.startsWith(`${written}.`) ? written : undefined
}
