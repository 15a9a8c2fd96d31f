import type { Imported, ImporterRoom, ModelFile, Source } from '@tidegate/model'
import type { Statement } from '../../syntax/ast.ts'
import type { ImportDeclaration, IncludeDeclaration } from '../../syntax/ast/declarations.ts'
import type { ReadBy } from '../checking.ts'
import type { CheckHost } from '../check-host.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import { reportUnreadable } from '../report-unreadable.ts'
import { type Inclusion, placedStatements, type Unit } from '../unit.ts'
import { filesOfPattern } from './files-of-pattern.ts'
import { loadImport } from './load-import.ts'
import { type Loading, tooMany } from './loading.ts'
import { parseSource } from './parse-source.ts'

/** The sources of a policy, parsed. */
export interface Loaded {
  readonly root: Unit
  /** The results of `import … as NAME`, for declaring their names. */
  readonly imported: ReadonlyMap<ImportDeclaration, Imported>
  /** The files read, by canonical name. */
  readonly files: Map<string, ModelFile>
  /** The imported files, with the statements that read them. */
  readonly readBy: ReadBy[]
}

/** Parses the root source and everything that it includes and imports. Cycles and unreadable files are reported and left out. */
export function loadUnits(
  root: Source,
  host: CheckHost,
  limits: LanguageLimits,
  report: Report,
  room: ImporterRoom,
): Loaded {
  const files = new Map<string, ModelFile>([[root.file, { file: root.file, role: 'policy' }]])
  const ast = withAdditions(parseSource(root, limits, report, undefined, host.parses), host, limits, report)
  requireText(root, report)
  const hasProtected = ast.statements.some(
    (statement) => statement.kind === 'list' && statement.name.text === 'protected',
  )
  const loading: Loading = {
    host,
    limits,
    report,
    room,
    files,
    hasProtected,
    readBy: [],
    imported: new Map(),
    units: new Map(),
  }
  const unit = loadUnit('root', ast, loading, [root.file])
  return { root: unit, imported: loading.imported, files, readBy: loading.readBy }
}

function withAdditions(
  ast: Unit['ast'],
  { additions = [] }: CheckHost,
  limits: LanguageLimits,
  report: Report,
): Unit['ast'] {
  if (additions.length === 0) return ast
  const added = additions.flatMap((source) => parseSource(source, limits, report).statements)
  return { ...ast, statements: [...ast.statements, ...added] }
}

/** Loads the inclusions of a parsed source. `path` contains the files from the root to this source, which is the last one. */
function loadUnit(role: Unit['role'], ast: Unit['ast'], loading: Loading, path: readonly string[]): Unit {
  const inclusions: Inclusion[] = []
  for (const { statement, wheres } of placedStatements(ast.statements)) {
    for (const unit of loadStatement(statement, loading, path)) inclusions.push({ unit, wheres, span: statement.span })
  }
  return { file: ast.source.file, role, ast, inclusions }
}

function loadStatement(statement: Statement, loading: Loading, path: readonly string[]): readonly Unit[] {
  if (statement.kind === 'include') return loadIncludes(statement, loading, path)
  const unit = statement.kind === 'import' ? loadImport(statement, loading) : undefined
  return unit === undefined ? [] : [unit]
}

function loadIncludes(statement: IncludeDeclaration, loading: Loading, path: readonly string[]): readonly Unit[] {
  const units: Unit[] = []
  for (const file of filesOfPattern(statement, loading)) {
    const unit = loadInclude(statement, file, loading, path)
    if (unit !== undefined) units.push(unit)
    // WHY: one error is enough for all files that a pattern names.
    else if (loading.files.size > loading.limits.includes) break
  }
  return units
}

/** Loads one file of an `include`; `file` is its name, or one of those that match the pattern. */
function loadInclude(
  statement: IncludeDeclaration,
  file: string,
  loading: Loading,
  path: readonly string[],
): Unit | undefined {
  const { report, host, files, units, limits } = loading
  const read = host.readText(file, statement.span.file, 'include')
  if (read.kind === 'error') {
    reportUnreadable(report, statement.file, read, file)
    return undefined
  }
  if (path.includes(read.file)) {
    const cycle = [...path.slice(path.indexOf(read.file)), read.file].map((file) => `\`${file}\``).join(' → ')
    report.add('TG222', statement.file.span, `\`${read.file}\` includes itself: ${cycle}`, {
      ...(file !== statement.file.text && {
        help: 'move the files that the pattern should match to a folder of their own',
      }),
    })
    return undefined
  }
  const known = units.get(read.file)
  if (known !== undefined) return known
  if (tooMany(loading, statement.file.span)) return undefined
  files.set(read.file, { file: read.file, role: 'include' })
  const source = { file: read.file, text: read.text }
  const foreign = read.file.endsWith('.policy') ? undefined : statement
  const ast = parseSource(source, limits, report, foreign, host.parses)
  requireText(source, report, statement)
  const unit = loadUnit('include', ast, loading, [...path, read.file])
  units.set(read.file, unit)
  return unit
}

/** Reports an empty file, because a file that an editor has truncated before writing it would admit every request. */
function requireText({ file, text }: Source, report: Report, include?: IncludeDeclaration): void {
  if (text.trim() !== '') return
  report.add('TG312', { file, start: 0, end: text.length }, `\`${file}\` is empty`, {
    help: 'add a rule, or a comment if the file is meant to contain no rules',
    ...(include !== undefined && { related: [{ span: include.span, message: 'included here' }] }),
  })
}
