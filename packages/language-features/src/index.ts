export { analyse, type Analysis } from './analyse.ts'
export { type CodeAction, codeActions, type FileEdits, fixAll } from './code-actions.ts'
export { type CodeLens, codeLenses, type ReplayedRules } from './code-lenses.ts'
export { complete, type Completion } from './complete.ts'
export type { CompletionKind } from './completion/word.ts'
export { define } from './define.ts'
export { diagnose, type EditorDiagnostic, pageOfCode, titleOfCode } from './diagnose.ts'
export { type Documents, hostOf, type LanguageExtras, resolveName } from './documents.ts'
export { type FoldingRange, foldingRanges, selectionRanges } from './folding.ts'
export { format } from './format-document.ts'
export { hover, type Hover } from './hover.ts'
export { type InlayHint, inlayHints } from './inlay-hints.ts'
export { type DocumentSymbol, documentSymbols } from './outline.ts'
export { type Reference, references } from './references.ts'
export { prepareRename, rename, type Renamed } from './rename.ts'
export { type SemanticToken, type SemanticTokenKind, semanticTokenKinds, tokens } from './semantic-tokens.ts'
export { renameRuleInTests, type TestItem, type TestOutline, testOutline } from './test-outline.ts'
export {
  type IndexedText,
  indexText,
  type Location,
  offsetAt,
  type Position,
  positionAt,
  type Range,
  type RangeEdit,
  rangeOf,
} from './text-position.ts'
