export type { Source, Span, Place } from './source.ts'
export type { Diagnostic, DiagnosticCode, Severity, Fix, TextEdit, Related } from './diagnostic.ts'
export type * as Syntax from './syntax/ast.ts'
export type { FactType } from './syntax/ast/declarations.ts'
export type { LogLevel } from './syntax/ast/rules.ts'
export type {
  Model,
  ModelFile,
  ClientIp,
  FactSpec,
  AddressSetModel,
  BotSetModel,
  BotTerm,
  PathSetModel,
  WindowModel,
  TextSubject,
  AddressSubject,
  Condition,
  Test,
  Guard,
  Rule,
  RuleCommon,
  BlockRule,
  AllowOnlyRule,
  LimitRule,
  ExemptRule,
  KeyPart,
} from './model/model.ts'
export { isTest } from './model/is-test.ts'
export { parse, type Parsed } from './syntax/parse.ts'
export { defaultSyntaxLimits, type SyntaxLimits } from './syntax/syntax-limits.ts'
export { placeOf, indexLines, type LineIndex } from './syntax/place-of.ts'
export { formatCondition } from './format/format-condition.ts'
export { formatRule } from './format/format-rule.ts'
export { checkPolicy, type Checked } from './check/check-policy.ts'
export { didYouMean } from './did-you-mean.ts'
export {
  noFiles,
  type CheckHost,
  type ReadText,
  type ReadList,
  type Importer,
  type ImporterOptions,
  type Imported,
  type ImporterNote,
  type PluginFacts,
  type PluginFact,
  type PluginList,
} from './check/check-host.ts'
export { defaultLanguageLimits, type LanguageLimits } from './check/language-limits.ts'
export { codes, factsOfCode, type CodeFacts, type KnownCode } from './codes.ts'
export { renderDiagnostic, countDiagnostics, type DiagnosticColor, type RenderOptions } from './render-diagnostic.ts'
export { format, formatText, type Formatted } from './format/format.ts'
