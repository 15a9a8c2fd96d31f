import type { Source } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { ImportDeclaration } from '../../syntax/ast/declarations.ts'
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
  report.addSource({ file: read.file, text: read.text })
  const unit = rules || statement.enforceRules ? importedUnit(statement, source, read.text, loading) : undefined
  for (const { severity, line = 1, message } of imported.notes) {
    report.addAtLine(severity === 'warning' ? 'TG401' : 'TG402', read.file, line, message)
  }
  return unit
}

function importedUnit(statement: ImportDeclaration, source: Source, original: string, loading: Loading): Unit {
  const key = `import ${statement.importer.text} ${String(statement.enforceRules)} ${String(statement.as === undefined)} ${source.file}`
  const known = loading.units.get(key)
  if (known !== undefined) return known
  // WHY: an importer writes rules and declarations; were it to write an `include`, nothing would be read for it.
  loading.report.addGenerated(source, original)
  const ast = parseSource(source, loading.limits, loading.report)
  const unit: Unit = { file: source.file, role: 'import', ast, inclusions: [] }
  loading.units.set(key, unit)
  return unit
}

function reportUnknown(statement: ImportDeclaration, { host, report }: Loading): void {
  const { text, span } = statement.importer
  const known = Object.keys(host.importers)
  const meant = didYouMean(text, known)
  report.add('TG225', span, `no importer is named \`${text}\``, {
    help: meant === undefined ? importersThatExist(known) : `did you mean \`${meant}\`?`,
    fix: meant === undefined ? undefined : replaceFix(span, meant, `replace \`${text}\` with \`${meant}\``),
  })
}

function importersThatExist(known: readonly string[]): string {
  return known.length === 0
    ? 'the host has no importers'
    : `available: ${known.map((name) => `\`${name}\``).join(', ')}`
}
