import type { ImporterRoom, Source } from '@tidegate/model'
import type { CheckHost } from './check-host.ts'
import type { Checking } from './checking.ts'
import { createTestCounter } from './conditions/test-counter.ts'
import { checkPlacement } from './declarations/check-placement.ts'
import { collectFacts } from './declarations/collect-facts.ts'
import { declareNames } from './declarations/declare-names.ts'
import type { Declaring } from './declarations/declaring.ts'
import type { Declared } from './declared.ts'
import type { LanguageLimits } from './language-limits.ts'
import { loadUnits } from './load/load-units.ts'
import { createModelSets } from './model-sets.ts'
import type { Report } from './report.ts'
import { createResolvedSets } from './resolved-sets.ts'
import { createScopes } from './scope.ts'
import { type Unit, unitsFrom } from './unit.ts'

/** Creates the state shared by the parts of a check: parses all files and declares all names. */
export function createChecking(
  source: Source,
  host: CheckHost,
  report: Report,
  limits: LanguageLimits,
  room: ImporterRoom,
): Checking {
  const { root, imported, files, readBy } = loadUnits(source, host, limits, report, room)
  const units = unitsFrom(root)
  const own = declareAll(units, { host, report, imported, protectedList: undefined })
  const scopes = createScopes(units, own, protectedListOf(root, own))
  for (const unit of units) checkPlacement(unit, report)
  return {
    host,
    limits,
    report,
    root,
    units,
    scopes,
    facts: collectFacts(scopes.all, report),
    pathsMatchExactly: root.ast.statements.some(({ kind }) => kind === 'paths-match'),
    resolved: createResolvedSets(),
    sets: createModelSets(),
    countTests: createTestCounter(),
    sourceText: ({ file, start, end }) => textOf(units, host, file).slice(start, end),
    used: new Set(),
    files,
    readBy,
    pages: new Map(),
    spent: { tests: 0, entries: 0, copies: 0, addresses: 0, tokens: 0, windows: 0, openPathPatterns: 0 },
  }
}

function textOf(units: readonly Unit[], { additions = [] }: CheckHost, file: string): string {
  const source = units.find((unit) => unit.file === file)?.ast.source ?? additions.find((each) => each.file === file)
  return source?.text ?? ''
}

/** Returns the declarations of all files. The root comes first, because imported lists exclude its list `protected`. */
function declareAll(units: readonly Unit[], declaring: Declaring): ReadonlyMap<Unit, readonly Declared[]> {
  const own = new Map<Unit, readonly Declared[]>()
  for (const unit of units) {
    const protectedList = protectedListOf(units[0], own) ?? writtenProtected(unit)
    own.set(unit, declareNames(unit, { ...declaring, protectedList }))
  }
  return own
}

function protectedListOf(root: Unit | undefined, own: ReadonlyMap<Unit, readonly Declared[]>): Declared | undefined {
  const declared = root === undefined ? undefined : own.get(root)
  return declared?.find(({ name, kind }) => name === 'protected' && kind === 'list')
}

function writtenProtected(unit: Unit): Declared | undefined {
  for (const statement of unit.ast.statements) {
    if (unit.role !== 'root' || statement.kind !== 'list' || statement.name.text !== 'protected') continue
    const { name, set } = statement
    return { kind: 'list', name: name.text, span: name.span, unit, origin: { kind: 'written', set } }
  }
  return undefined
}
