import { didYouMean } from '@tidegate/values'
import type { Name } from '../syntax/ast/leaves.ts'
import { builtInLists } from './declarations/reserved-names.ts'
import { type Declared, type DeclaredFact, type DeclaredKind, wordsOfKind } from './declared.ts'
import { replaceFix, type Report } from './report.ts'
import type { Unit } from './unit.ts'

/** The names visible in each file: its own, and those of all files that it includes, directly or indirectly. */
export interface Scopes {
  /** All declarations of the policy. */
  readonly all: readonly Declared[]
  readonly visible: (unit: Unit) => ReadonlyMap<string, readonly Declared[]>
}

/**
 * Creates the scopes of all files. In `units`, each unit comes before those that it includes; `own` contains the declarations of
 * each, every name at most once. Names of imported files are not visible elsewhere, except through `as`.
 */
export function createScopes(
  units: readonly Unit[],
  own: ReadonlyMap<Unit, readonly Declared[]>,
  protectedList: Declared | undefined,
): Scopes {
  const visible = new Map<Unit, Map<string, Declared[]>>()
  for (const unit of units.toReversed()) {
    const names = new Map<string, Declared[]>()
    for (const declared of own.get(unit) ?? []) addName(names, declared)
    for (const inclusion of unit.inclusions) {
      if (inclusion.unit.role === 'import') continue
      for (const declared of [...(visible.get(inclusion.unit)?.values() ?? [])].flat()) addName(names, declared)
    }
    if (unit.role === 'import' && protectedList !== undefined) addName(names, protectedList)
    visible.set(unit, names)
  }
  return {
    all: [...own.values()].flat(),
    visible: (unit) => visible.get(unit) ?? new Map(),
  }
}

function addName(names: Map<string, Declared[]>, declared: Declared): void {
  const seen = names.get(declared.name)
  if (seen === undefined) names.set(declared.name, [declared])
  else if (!seen.some((other) => other === declared || sameFact(other, declared))) seen.push(declared)
}

/** Whether two declarations are of the same fact, which the host supplies once: every file may declare it. */
function sameFact(a: Declared, b: Declared): boolean {
  return a.kind === 'fact' && b.kind === 'fact'
}

/** The input of a lookup. */
export interface Lookup {
  readonly report: Report
  readonly scopes: Scopes
  readonly used: Set<Declared>
}

/**
 * Returns the declaration of a name in a file, or undefined, after a report, if it is unknown, ambiguous, or of none of the
 * expected kinds.
 */
export function lookUp<K extends DeclaredKind>(
  checking: Lookup,
  unit: Unit,
  name: Name,
  kinds: readonly K[],
): Extract<Declared, { kind: K }> | undefined {
  const { report, scopes, used } = checking
  const found = scopes.visible(unit).get(name.text) ?? []
  for (const declared of found) used.add(declared)
  const [first, second] = found
  if (first === undefined) {
    reportUnknown(checking, unit, name, kinds)
    return undefined
  }
  if (second !== undefined) {
    report.add('TG203', name.span, `\`${name.text}\` is ambiguous: ${found.length} declarations have this name`, {
      help: 'rename all but one: a file can use its own names and those of the files it includes',
      related: found.map(({ span, unit: { file } }) => ({ span, message: `one of them is in \`${file}\`` })),
    })
    return undefined
  }
  if (isOneOf(first, kinds)) return first
  report.add('TG204', name.span, `\`${name.text}\` is ${wordsOfKind(first.kind)}, expected ${wordsOfKinds(kinds)}`, {
    related: [{ span: first.span, message: `\`${name.text}\` is declared here` }],
  })
  return undefined
}

function isOneOf<K extends DeclaredKind>(
  declared: Declared,
  kinds: readonly K[],
): declared is Extract<Declared, { kind: K }> {
  return (kinds as readonly DeclaredKind[]).includes(declared.kind)
}

/** Returns the declarations of a name that are visible in a file, without a report. */
export function peek(checking: Lookup, unit: Unit, name: string): readonly Declared[] {
  return checking.scopes.visible(unit).get(name) ?? []
}

/** Yields the names of the given kinds that are visible in a file. */
function* namesOf(checking: Lookup, unit: Unit, kinds: readonly DeclaredKind[]): Generator<string> {
  if (kinds.includes('list')) yield* builtInLists
  for (const [name, found] of checking.scopes.visible(unit)) {
    if (found.some(({ kind }) => kinds.includes(kind))) yield name
  }
}

/** Returns all facts that are visible in a file. */
export function factsOf(checking: Lookup, unit: Unit): readonly DeclaredFact[] {
  return [...checking.scopes.visible(unit).values()].flat().filter((declared) => declared.kind === 'fact')
}

function reportUnknown(checking: Lookup, unit: Unit, name: Name, kinds: readonly DeclaredKind[]): void {
  if (checking.report.isFull()) return
  const suggestion =
    didYouMean(name.text, namesOf(checking, unit, kinds)) ?? didYouMean(name.text, checking.scopes.visible(unit).keys())
  const elsewhere =
    suggestion === undefined ? checking.scopes.all.find((declared) => declared.name === name.text) : undefined
  checking.report.add('TG201', name.span, `no ${nounOfKinds(kinds)} is named \`${name.text}\``, {
    help:
      suggestion !== undefined
        ? `did you mean \`${suggestion}\`?`
        : elsewhere !== undefined
          ? `\`${name.text}\` is declared in \`${elsewhere.unit.file}\`, which this file does not include`
          : helpToDeclare(name.text, kinds),
    fix:
      suggestion === undefined
        ? undefined
        : replaceFix(name.span, suggestion, `replace \`${name.text}\` with \`${suggestion}\``),
  })
}

/** Examples of what a declaration of each kind contains. */
const exampleOf: Readonly<Partial<Record<DeclaredKind, string>>> = {
  list: '192.0.2.0/24',
  bots: 'googlebot, bingbot',
  paths: '/admin/**',
  texts: '"a", "b"',
  window: 'mon-fri 09:00-17:00',
}

/** Words that begin an entry of a declaration, and cannot be used in a test. */
const sourceWords: ReadonlySet<string> = new Set(['file', 'catalog', 'network'])

/** Declarations that read entries from elsewhere. */
const sourceExampleOf: Readonly<Partial<Record<DeclaredKind, string>>> = {
  list: 'list partners = file "partners.txt"',
  bots: 'bots crawlers = catalog "ai-training"',
}

function helpToDeclare(name: string, kinds: readonly DeclaredKind[]): string | undefined {
  if (kinds.includes('number')) return 'a limit begins with a number: `limit 5 per minute per ip`'
  const kind = kinds.find((each) => exampleOf[each] !== undefined)
  if (sourceWords.has(name)) {
    const example = kind === undefined ? undefined : sourceExampleOf[kind]
    return example === undefined
      ? 'only lists of addresses are read from files'
      : `declare a set, such as \`${example}\`, and write its name here`
  }
  const day = /^(?:mon|tues?|wednes|thurs?|fri|satur|sun)day$/i.test(name) ? name.slice(0, 3).toLowerCase() : undefined
  if (kind === 'window' && day !== undefined) return `days have three letters: \`${day}\``
  return kind === undefined ? undefined : `declare it, for example \`${kind} ${name} = ${exampleOf[kind] ?? ''}\``
}

function wordsOfKinds(kinds: readonly DeclaredKind[]): string {
  return kinds.map(wordsOfKind).join(' or ')
}

function nounOfKinds(kinds: readonly DeclaredKind[]): string {
  return kinds.map((kind) => wordsOfKind(kind).replace(/^an? /, '')).join(' or ')
}
