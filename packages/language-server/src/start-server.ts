import { catalogTokens } from '@tidegate/bot-catalog'
import type { ReplayedRules } from '@tidegate/language-features'
import type { HostExtras } from '@tidegate/node'
import {
  type Connection,
  type InitializeResult,
  CodeActionKind,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { createPublisher } from './diagnostics.ts'
import { kindOfFile, pathOfUri, uriOfPath } from './file-uris.ts'
import type { OpenTexts } from './open-texts.ts'
import { analyseAlone, createProjects } from './projects.ts'
import { commandNames, registerCommands } from './register-commands.ts'
import { registerFeatures } from './register-features.ts'
import type { Session } from './session.ts'
import { tokenTypes } from './to-protocol.ts'
import { readOptions, type ServerOptions, type ServerTools } from './tools.ts'

/** Serves one client over a connection until it closes. */
export function startServer(connection: Connection, tools: ServerTools): void {
  const documents = new TextDocuments(TextDocument)
  let options: ServerOptions = readOptions(undefined)
  const uris = new Map<string, string>()
  const texts: OpenTexts = {
    get: (path) => {
      const uri = uris.get(path)
      return uri === undefined ? undefined : documents.get(uri)?.getText()
    },
    paths: () => [...uris.keys()],
  }
  const plugins = new Map<string, NonNullable<HostExtras['plugins']>>()
  const projects = createProjects(texts, (configPath) => plugins.get(configPath) ?? [])
  const session: Session = {
    connection,
    documents,
    tools,
    projects,
    options: () => options,
    replayed: new Map<string, ReplayedRules>(),
    openedOf: (uri) => {
      if (kindOfFile(uri) !== 'policy') return undefined
      const path = pathOfUri(uri)
      if (path !== undefined) return projects.of(path)
      const document = documents.get(uri)
      return document === undefined ? undefined : analyseAlone(document.getText(), { catalog: catalogTokens() })
    },
    uriOf: (path) => uris.get(path) ?? uriOfPath(path),
  }
  const publisher = createPublisher(session)

  connection.onInitialize(({ initializationOptions }): InitializeResult => {
    options = readOptions(initializationOptions)
    return {
      serverInfo: { name: 'tidegate', version: tools.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: [' ', '"', ',', '/'] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        documentFormattingProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        semanticTokensProvider: {
          legend: { tokenTypes: [...tokenTypes], tokenModifiers: ['declaration'] },
          full: true,
        },
        inlayHintProvider: true,
        codeLensProvider: {},
        executeCommandProvider: { commands: [...commandNames] },
      },
    }
  })

  /** Loads the plugins of a file's project once, if the client allows it. */
  async function loadPlugins(path: string): Promise<void> {
    const config = projects.configOf(path)
    if (
      !options.plugins ||
      tools.loadPlugins === undefined ||
      config?.config.plugins === undefined ||
      plugins.has(config.path)
    )
      return
    plugins.set(config.path, [])
    try {
      plugins.set(config.path, await tools.loadPlugins(config.path))
      for (const each of uris.keys()) projects.changed(each)
      for (const uri of uris.values()) publisher.schedule(uri)
    } catch (error) {
      connection.window.showErrorMessage(
        `plugins are not loaded: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  documents.onDidOpen(({ document: { uri } }) => {
    const path = pathOfUri(uri)
    if (path === undefined) return
    uris.set(path, uri)
    void loadPlugins(path)
  })
  documents.onDidChangeContent(({ document: { uri } }) => {
    const path = pathOfUri(uri)
    if (path !== undefined) projects.changed(path)
    publisher.changed(uri)
  })
  documents.onDidSave(({ document: { uri } }) => {
    publisher.schedule(uri)
  })
  documents.onDidClose(({ document: { uri } }) => {
    const path = pathOfUri(uri)
    if (path !== undefined) {
      uris.delete(path)
      projects.changed(path)
    }
    publisher.closed(uri)
  })
  // The files themselves are compared with what was read of them.
  connection.onDidChangeWatchedFiles(() => {
    for (const uri of uris.values()) publisher.schedule(uri)
  })
  connection.onShutdown(() => {
    publisher.stop()
  })
  registerFeatures(session)
  registerCommands(session, publisher)
  documents.listen(connection)
  connection.listen()
}
