import type { Place, Source, Span } from '../../source.ts'
import type { ImportDeclaration } from '../../syntax/ast.ts'
import { codes } from '../../codes.ts'
import type { Imported, ImporterNote } from '../check-host.ts'
import { didYouMean } from '../did-you-mean.ts'
import { replaceFix } from '../report.ts'
import type { Unit } from '../unit.ts'
import { type Loading, tooMany } from './loading.ts'
import { parseSource } from './parse-source.ts'

/**
 * The rules that an `import` brings, as a unit whose places are those of the imported file; with `as` only names are
 * brought (they go to `loading.imported`), and rules only with `enforce rules`.
 */
export function loadImport(statement: ImportDeclaration, loading: Loading): Unit | undefined {
  const { host, report, files } = loading
  const importer = Object.hasOwn(host.importers, statement.importer.text)
    ? host.importers[statement.importer.text]
    : undefined
  if (importer === undefined) {
    reportUnknown(statement, loading)
    return undefined
  }
  const read = host.readText(statement.file.text, statement.span.file)
  if (read.kind === 'error') {
    report.add('TG220', statement.file.span, `\`${statement.file.text}\` cannot be read: ${read.message}`)
    return undefined
  }
  if (!files.has(read.file)) {
    if (tooMany(loading, statement.file.span)) return undefined
    files.set(read.file, { file: read.file, role: 'import' })
  }
  const rules = statement.as === undefined
  const imported = importer(read.text, {
    fileName: read.file,
    enforceRules: statement.enforceRules,
    rules,
    ...(loading.hasProtected && { protectedList: 'protected' }),
  })
  if (!rules) loading.imported.set(statement, imported)
  const source: Source = { file: read.file, text: imported.text, originalLines: imported.sourceLines }
  const unit = rules || statement.enforceRules ? importedUnit(statement, source, loading) : undefined
  if (unit === undefined) report.addSource({ file: read.file, text: read.text })
  for (const note of imported.notes) reportNote(note, read.file, imported, unit !== undefined, loading)
  return unit
}

function importedUnit(statement: ImportDeclaration, source: Source, loading: Loading): Unit {
  const key = `import ${statement.importer.text} ${String(statement.enforceRules)} ${String(statement.as === undefined)} ${source.file}`
  const known = loading.units.get(key)
  if (known !== undefined) return known
  // WHY: an importer writes rules and declarations; were it to write an `include`, nothing would be read for it.
  const ast = parseSource(source, loading.limits, loading.report)
  const unit: Unit = { file: source.file, role: 'import', ast, inclusions: [] }
  loading.units.set(key, unit)
  return unit
}

function reportUnknown(statement: ImportDeclaration, { host, report }: Loading): void {
  const { text, span } = statement.importer
  const known = Object.keys(host.importers)
  const meant = didYouMean(text, known)
  report.add('TG225', span, `no importer is called \`${text}\``, {
    help: meant === undefined ? importersThatExist(known) : `did you mean \`${meant}\`?`,
    fix: meant === undefined ? undefined : replaceFix(span, meant, `replace \`${text}\` by \`${meant}\``),
  })
}

function importersThatExist(known: readonly string[]): string {
  return known.length === 0
    ? 'the host offers no importers'
    : `there is ${known.map((name) => `\`${name}\``).join(', ')}`
}

/** Files a note at its line of the imported file, whose text here is the generated one where rules came of it. */
function reportNote(note: ImporterNote, file: string, imported: Imported, generated: boolean, loading: Loading): void {
  const line = note.line ?? 1
  const text = generated ? imported.text : ''
  const at = generated ? Math.max(0, imported.sourceLines.indexOf(line)) : 0
  const start = startOfLine(text, at)
  const span: Span = { file, start, end: start }
  const place: Place = { file, line, column: 1, endLine: line, endColumn: 1 }
  const code = note.severity === 'warning' ? 'TG401' : 'TG402'
  loading.report.take({ code, severity: codes[code].severity, span, place, message: note.message })
}

function startOfLine(text: string, line: number): number {
  let start = 0
  for (let i = 0; i < line; i++) start = text.indexOf('\n', start) + 1
  return start
}
