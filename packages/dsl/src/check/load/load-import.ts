import type { Source } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { ImportDeclaration } from '../../syntax/ast/declarations.ts'
import { replaceFix } from '../report.ts'
import { reportUnreadable } from '../report-unreadable.ts'
import type { Unit } from '../unit.ts'
import { type Loading, tooMany } from './loading.ts'
import { parseSource } from './parse-source.ts'

/**
 * Loads the rules of an `import` as a unit whose positions are in the imported file. With `as`, only names are imported (into
 * `loading.imported`), and rules only with `enforce rules`.
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
  const read = host.readText(statement.file.text, statement.span.file, 'import')
  if (read.kind === 'error') {
    reportUnreadable(report, statement.file, read)
    return undefined
  }
  if (!files.has(read.file)) {
    if (tooMany(loading, statement.file.span)) return undefined
    files.set(read.file, { file: read.file, role: 'import' })
  }
  loading.readBy.push({ file: read.file, span: statement.span })
  const rules = statement.as === undefined
  const imported = importer(read.text, {
    fileName: read.file,
    enforceRules: statement.enforceRules,
    rules,
    room: loading.room,
    ...(read.bytes !== undefined && { bytes: read.bytes }),
    ...(read.unreadBytes !== undefined && { unreadBytes: read.unreadBytes }),
    ...(loading.hasProtected && { protectedList: 'protected' }),
  })
  if (!rules) loading.imported.set(statement, imported)
  const source: Source = { file: read.file, text: imported.text, originalLines: imported.sourceLines }
  const original = imported.original ?? read.text
  report.addSource({ file: read.file, text: original })
  const unit = rules || statement.enforceRules ? importedUnit(statement, source, original, loading) : undefined
  for (const { severity, line = 1, message } of imported.notes) {
    report.addAtLine(severity === 'warning' ? 'TG401' : 'TG402', read.file, line, message)
  }
  return unit
}

function importedUnit(statement: ImportDeclaration, source: Source, original: string, loading: Loading): Unit {
  const key = `import ${statement.importer.text} ${String(statement.enforceRules)} ${String(statement.as === undefined)} ${source.file}`
  const known = loading.units.get(key)
  if (known !== undefined) return known
  // WHY no inclusions: importers generate rules and declarations; an `include` in generated text is not loaded.
  loading.report.addGenerated(source, original)
  const ast = parseSource(source, loading.limits, loading.report)
  const unit: Unit = { file: source.file, role: 'import', ast, inclusions: [] }
  loading.units.set(key, unit)
  return unit
}

function reportUnknown(statement: ImportDeclaration, { host, report }: Loading): void {
  const { text, span } = statement.importer
  const known = Object.keys(host.importers)
  const suggestion = didYouMean(text, known)
  report.add('TG225', span, `no importer is named \`${text}\``, {
    help: suggestion === undefined ? availableImporters(known) : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined ? undefined : replaceFix(span, suggestion, `replace \`${text}\` with \`${suggestion}\``),
  })
}

function availableImporters(known: readonly string[]): string {
  return known.length === 0
    ? 'the host has no importers'
    : `available: ${known.map((name) => `\`${name}\``).join(', ')}`
}
