export type * as Syntax from './syntax/ast.ts'
export { parse, type Parsed } from './syntax/parse.ts'
export { defaultSyntaxLimits, type SyntaxLimits } from './syntax/syntax-limits.ts'
export { placeOf, indexLines, type LineIndex } from './syntax/place-of.ts'
export { formatCondition } from './format/format-condition.ts'
export { formatRule } from './format/format-rule.ts'
export { checkPolicy, type Checked } from './check/check-policy.ts'
export type { Acceptance, AcceptedFinding } from './check/acceptances/acceptance.ts'
export { acceptCosts, type Accepted } from './check/acceptances/accept-findings.ts'
export type { FindingOutcome, Unsettled } from './check/findings/finding-work.ts'
export {
  noFiles,
  type CheckHost,
  type ListedFolder,
  type ReadText,
  type ReadList,
  type WantedNames,
} from './check/check-host.ts'
export { createParses, type Parses } from './check/load/parses.ts'
export { defaultLanguageLimits, type LanguageLimits } from './check/language-limits.ts'
export { readListFile } from './lists/read-list-file.ts'
export type { ListFault, ListFile, ListFileOptions, ListFilter, ListPlace, ListRefusal } from './lists/list-file.ts'
export { codes, factsOfCode, type CodeFacts, type KnownCode } from './codes.ts'
export { renderDiagnostic, countDiagnostics, type DiagnosticColor, type RenderOptions } from './render-diagnostic.ts'
export { format, formatText, type Formatted } from './format/format.ts'
export { applyEdits, type Choice, chooseFixes, type ChosenFix } from './fixes/choose-fixes.ts'
