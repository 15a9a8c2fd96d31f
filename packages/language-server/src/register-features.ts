import {
  type Analysis,
  codeActions,
  codeLenses,
  complete,
  define,
  documentSymbols,
  type FileEdits,
  fixAll,
  foldingRanges,
  format,
  hover,
  inlayHints,
  prepareRename,
  references,
  rename,
  renameRuleInTests,
  selectionRanges,
  testOutline,
  tokens,
} from '@tidegate/language-features'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  CodeActionKind,
  type CodeAction,
  type CodeLens,
  type Location,
  MarkupKind,
  ResponseError,
  LSPErrorCodes,
  type TextDocumentPositionParams,
  type SelectionRange,
  type WorkspaceEdit,
} from 'vscode-languageserver/node'
import { kindOfFile, pathOfUri } from './file-uris.ts'
import type { Opened } from './projects.ts'
import { readIfPossible } from './read-if-possible.ts'
import type { Session } from './session.ts'
import { toCompletionItem, toDiagnostic, toSymbol, toTokenData } from './to-protocol.ts'

/** Answers the requests of the client with the features of the language. */
export function registerFeatures(session: Session): void {
  const { connection } = session

  /** Runs a feature on the policy of a document; undefined for tests, the configuration, and files that are unreadable or too long. */
  function on<T>(uri: string, feature: (analysis: Analysis, file: string, opened: Opened) => T): T | undefined {
    const opened = session.openedOf(uri)
    return opened === undefined || isTooLong(opened) ? undefined : feature(opened.analysis, opened.file, opened)
  }
  const uriIn = (opened: Opened, uri: string, file: string): string => {
    return pathOfUri(uri) === undefined ? uri : session.uriOf(opened.pathOf(file))
  }
  const workspaceEdit = (opened: Opened, uri: string, edits: FileEdits): WorkspaceEdit => ({
    changes: Object.fromEntries(
      Object.entries(edits).map(([file, each]) => [uriIn(opened, uri, file), each.map((edit) => ({ ...edit }))]),
    ),
  })
  const at = <T>(
    { textDocument: { uri }, position }: TextDocumentPositionParams,
    feature: (analysis: Analysis, file: string, at: typeof position, opened: Opened) => T,
  ): T | undefined => on(uri, (analysis, file, opened) => feature(analysis, file, position, opened))

  connection.onCompletion(
    (params) =>
      at(params, (analysis, file, position) => complete(analysis, file, position).map(toCompletionItem)) ?? [],
  )

  connection.onHover(
    (params) =>
      at(params, (analysis, file, position) => {
        const found = hover(analysis, file, position, Date.now())
        if (found === undefined) return undefined
        return { contents: { kind: MarkupKind.Markdown, value: found.contents }, range: found.range }
      }) ?? null,
  )

  connection.onDefinition(
    (params) =>
      at(params, (analysis, file, position, opened) =>
        define(analysis, file, position).map((each): Location => {
          return { uri: uriIn(opened, params.textDocument.uri, each.file), range: each.range }
        }),
      ) ?? [],
  )

  connection.onReferences(
    (params) =>
      at(params, (analysis, file, position, opened) =>
        references(analysis, file, position)
          .filter(({ isDeclaration }) => !isDeclaration || params.context.includeDeclaration)
          .map((each): Location => ({ uri: uriIn(opened, params.textDocument.uri, each.file), range: each.range })),
      ) ?? [],
  )

  connection.onPrepareRename(
    (params) => at(params, (analysis, file, position) => prepareRename(analysis, file, position)) ?? null,
  )

  connection.onRenameRequest(
    (params) =>
      at(params, (analysis, file, position, opened) => {
        const old = prepareRename(analysis, file, position)?.placeholder
        const renamed = rename(analysis, file, position, params.newName)
        if (renamed.kind === 'refused') throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.message)
        const edit = workspaceEdit(opened, params.textDocument.uri, renamed.edits)
        const isLimit = analysis.checked.model?.rules.some(({ name }) => name === old) === true
        return isLimit && old !== undefined ? withTests(session, opened, edit, old, params.newName) : edit
      }) ?? null,
  )

  connection.onDocumentFormatting(({ textDocument: { uri } }) => {
    const document = session.documents.get(uri)
    return document === undefined || kindOfFile(uri) !== 'policy'
      ? []
      : format(document.getText()).map((edit) => ({ ...edit }))
  })

  connection.onCodeAction(
    ({ textDocument: { uri }, range, context }) =>
      on(uri, (analysis, file, opened) => {
        const wants = (kind: string): boolean =>
          context.only === undefined || context.only.some((each) => kind === each || kind.startsWith(`${each}.`))
        const fixes = wants(CodeActionKind.QuickFix) ? codeActions(analysis, file, range) : []
        const all = wants(CodeActionKind.SourceFixAll) ? fixAll(analysis) : undefined
        return [...fixes, ...(all === undefined ? [] : [all])].map((action): CodeAction => {
          const { title, kind, diagnostic, edits } = action
          return {
            title,
            kind,
            edit: workspaceEdit(opened, uri, edits),
            ...(diagnostic !== undefined && {
              diagnostics: [toDiagnostic(diagnostic, (name) => uriIn(opened, uri, name))],
              isPreferred: !title.startsWith('accept '),
            }),
          }
        })
      }) ?? [],
  )

  connection.onDocumentSymbol(
    ({ textDocument: { uri } }) => on(uri, (analysis, file) => documentSymbols(analysis, file).map(toSymbol)) ?? [],
  )

  connection.onFoldingRanges(
    ({ textDocument: { uri } }) =>
      on(uri, (analysis, file) => foldingRanges(analysis, file).map((each) => ({ ...each }))) ?? [],
  )

  connection.onSelectionRanges(
    ({ textDocument: { uri }, positions }) =>
      on(uri, (analysis, file) =>
        positions.map((position): SelectionRange => {
          const outermostFirst = selectionRanges(analysis, file, position).toReversed()
          const [whole, ...inner] = outermostFirst
          const start: SelectionRange = { range: whole ?? { start: position, end: position } }
          return inner.reduce<SelectionRange>((parent, range) => ({ range, parent }), start)
        }),
      ) ?? [],
  )

  connection.languages.semanticTokens.on(({ textDocument: { uri } }) => ({
    data: on(uri, (analysis, file) => toTokenData(tokens(analysis, file))) ?? [],
  }))

  connection.languages.inlayHint.on(
    ({ textDocument: { uri }, range }) =>
      on(uri, (analysis, file) => inlayHints(analysis, file, range).map((hint) => ({ ...hint, paddingLeft: false }))) ??
      [],
  )

  connection.onCodeLens(({ textDocument: { uri } }) => {
    if (kindOfFile(uri) === 'tests') return testLenses(session, uri)
    return (
      on(uri, (analysis, file, opened) => {
        const replayed = session.replayed.get(opened.pathOf(analysis.root))
        return codeLenses(analysis, file, replayed).map(({ range, title, command, arguments: [, line] }): CodeLens => {
          return { range, command: { title, command, arguments: [uri, line] } }
        })
      }) ?? []
    )
  })
}

function testLenses({ documents }: Session, uri: string): CodeLens[] {
  const { tests } = testOutline(documents.get(uri)?.getText() ?? '', uri)
  return tests.map(({ name, range }) => {
    return { range, command: { title: 'run test', command: 'tidegate.runTest', arguments: [uri, name] } }
  })
}

/** Adds to the edits of a rename those of the test files next to the policy and to the files that it includes. */
function withTests(
  session: Session,
  { analysis, pathOf }: Opened,
  edit: WorkspaceEdit,
  old: string,
  newName: string,
): WorkspaceEdit {
  const folders = new Set(analysis.units.map(({ file }) => dirname(pathOf(file))))
  const changes = { ...edit.changes }
  for (const path of [...folders].flatMap(testsIn)) {
    const uri = session.uriOf(path)
    const text = session.documents.get(uri)?.getText() ?? readIfPossible(path)
    if (text === undefined) continue
    const edits = renameRuleInTests(text, path, old, newName)
    if (edits.length > 0) changes[uri] = edits.map((each) => ({ ...each }))
  }
  return { changes }
}

function testsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => kindOfFile(name) === 'tests')
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Whether a text is too long for a policy. WHY: it is not parsed, so no feature knows anything about it, and some would answer with more than a client can use. */
function isTooLong({ analysis, file }: Opened): boolean {
  return analysis.checked.diagnostics.some(({ code, span }) => code === 'TG350' && span.file === file)
}
