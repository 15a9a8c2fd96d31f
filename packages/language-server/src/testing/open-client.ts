import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node'

/** A client of a server that runs in a process of its own, in a folder with files. */
export interface Client {
  readonly connection: ProtocolConnection
  readonly initialized: InitializeResult
  readonly folder: string
  readonly uri: (file: string) => string
  readonly open: (file: string, text: string) => Promise<void>
  readonly change: (file: string, changes: TextDocumentContentChangeEvent[]) => Promise<void>
  /** Returns the next diagnostics of a file that are published after this call. */
  readonly nextDiagnostics: (file: string) => Promise<readonly Diagnostic[]>
  /** Ends the session as editors do, and returns the exit code of the server. */
  readonly close: () => Promise<number | null>
}

/** Starts a server as an editor would, in a new folder with the given files. */
export async function openClient(
  command: readonly string[],
  files: Readonly<Record<string, string>>,
  initializationOptions: object = {},
): Promise<Client> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tidegate-lsp-')))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise<number | null>((settle) => {
    child.on('exit', settle)
  })
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  const waiting = new Map<string, ((found: readonly Diagnostic[]) => void)[]>()
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    for (const settle of waiting.get(uri) ?? []) settle(diagnostics)
    waiting.delete(uri)
  })
  connection.listen()
  const rootUri = pathToFileURL(folder).href
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri,
    capabilities: {},
    workspaceFolders: [{ uri: rootUri, name: 'site' }],
    initializationOptions,
  })
  await connection.sendNotification(InitializedNotification.type, {})
  const uri = (file: string): string => pathToFileURL(join(folder, file)).href
  let version = 1
  return {
    connection,
    initialized,
    folder,
    uri,
    open: (file, text) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: uri(file), languageId: 'tidegate', version: version++, text },
      }),
    change: (file, contentChanges) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: uri(file), version: version++ },
        contentChanges,
      }),
    nextDiagnostics: (file) =>
      new Promise((settle) => {
        waiting.set(uri(file), [...(waiting.get(uri(file)) ?? []), settle])
      }),
    close: async () => {
      await connection.sendRequest(ShutdownRequest.type)
      await connection.sendNotification(ExitNotification.type)
      const code = await exited
      connection.dispose()
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}
