import type {
  Completion,
  CompletionKind,
  DocumentSymbol,
  EditorDiagnostic,
  SemanticToken,
} from '@tidegate/language-features'
import { semanticTokenKinds } from '@tidegate/language-features'
import {
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  SymbolKind,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol as ProtocolSymbol,
} from 'vscode-languageserver/node'

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  advice: DiagnosticSeverity.Information,
} as const

/** Returns a diagnostic of the protocol; `uriOf` returns the URI of a canonical name. */
export function toDiagnostic(given: EditorDiagnostic, uriOf: (file: string) => string): Diagnostic {
  const { range, severity, code, codeDescription, source, message, relatedInformation, isUnnecessary } = given
  return {
    range,
    severity: severities[severity],
    code,
    codeDescription,
    source,
    message,
    relatedInformation: relatedInformation.map((each) => ({
      location: { uri: uriOf(each.location.file), range: each.location.range },
      message: each.message,
    })),
    ...(isUnnecessary && { tags: [DiagnosticTag.Unnecessary] }),
  }
}

const completionKinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  name: CompletionItemKind.Variable,
  fact: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  file: CompletionItemKind.File,
  snippet: CompletionItemKind.Snippet,
  limit: CompletionItemKind.Reference,
}

/** Returns a completion of the protocol; a client without snippets gets none. */
export function toCompletionItem({ label, kind, detail, newText, isSnippet, range, rank }: Completion): CompletionItem {
  return {
    label,
    kind: completionKinds[kind],
    ...(detail !== undefined && { detail }),
    textEdit: { range, newText },
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    sortText: `${rank}${label}`,
  }
}

const symbolKinds: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  set: SymbolKind.Array,
  fact: SymbolKind.Property,
  rule: SymbolKind.Function,
  block: SymbolKind.Namespace,
  file: SymbolKind.File,
  setting: SymbolKind.Constant,
}

/** Returns a symbol of the protocol with those below it. */
export function toSymbol({ name, detail, kind, range, selectionRange, children }: DocumentSymbol): ProtocolSymbol {
  return { name, detail, kind: symbolKinds[kind], range, selectionRange, children: children.map(toSymbol) }
}

/** The types of tokens in the order of `semanticTokenKinds`, in words that every editor has colours for. */
export const tokenTypes: readonly string[] = semanticTokenKinds.map((kind) => {
  const known = {
    address: 'number',
    path: 'string',
    time: 'number',
    fact: 'property',
    set: 'variable',
    limit: 'string',
    plugin: 'namespace',
  } as const
  return kind in known ? known[kind as keyof typeof known] : kind
})

/** Returns tokens as the protocol encodes them: five numbers each, positions relative to the token before. */
export function toTokenData(tokens: readonly SemanticToken[]): number[] {
  const data: number[] = []
  let line = 0
  let character = 0
  for (const { range, kind, isDeclaration } of tokens) {
    const { start, end } = range
    data.push(start.line - line, start.line === line ? start.character - character : start.character)
    data.push(end.character - start.character, semanticTokenKinds.indexOf(kind), isDeclaration ? 1 : 0)
    line = start.line
    character = start.character
  }
  return data
}
