import type { Diagnostic, Model, ModelFile, Source } from '@tidegate/model'
import { assembleModel } from './assemble/assemble-model.ts'
import { filesOf } from './assemble/files-of.ts'
import { resolveReferences } from './assemble/limit-references.ts'
import type { CheckHost } from './check-host.ts'
import { createChecking } from './create-checking.ts'
import { lowerClientIp } from './declarations/lower-client-ip.ts'
import { resolveAll } from './declarations/resolve-all.ts'
import { reportFindings } from './findings/report-findings.ts'
import { defaultLanguageLimits } from './language-limits.ts'
import { createReport } from './report.ts'
import { collectDrafts } from './rules/collect-drafts.ts'

/** What a check gives. */
export interface Checked {
  /** Absent when there is an error. */
  readonly model: Model | undefined
  /** By file, then by place. */
  readonly diagnostics: readonly Diagnostic[]
  /** All texts that diagnostics and rules have places in, the root first. */
  readonly sources: readonly Source[]
  /** Files that were read, the root first: what a watcher watches, also while there are errors. */
  readonly files: readonly ModelFile[]
}

/**
 * A policy's model and everything that is to be said about its text: names, types, rules that cannot work as written, and
 * findings about those that do. Reads other files only through `host`; never throws. Linear in the policy's size, save for
 * findings, which compare rules with each other up to a stated number.
 */
export function checkPolicy(source: Source, host: CheckHost): Checked {
  const report = createReport(host.limits?.diagnostics ?? defaultLanguageLimits.diagnostics)
  const checking = createChecking(source, host, report)
  resolveAll(checking)
  const clientIp = lowerClientIp(checking)
  const drafts = collectDrafts(checking)
  const references = resolveReferences(checking, drafts)
  const model = report.hasErrors() ? undefined : assembleModel(checking, drafts, references, clientIp)
  reportFindings(checking, drafts, references, model)
  const diagnostics = inOrder(report.diagnostics, source.file)
  return { model, diagnostics, sources: report.sources, files: filesOf(checking) }
}

function inOrder(diagnostics: readonly Diagnostic[], root: string): readonly Diagnostic[] {
  const fileRank = (file: string): string => (file === root ? '' : file)
  return diagnostics.toSorted(
    (a, b) =>
      compare(fileRank(a.place.file), fileRank(b.place.file)) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      a.span.end - b.span.end ||
      compare(a.code, b.code),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
