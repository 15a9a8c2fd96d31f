import { type LogOutputChannel, workspace } from 'vscode'
import {
  type ExecuteCommandSignature,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node'
import { serverProgram } from './server-program.ts'
import { readSettings } from './settings.ts'
import { startProgram } from './start-program.ts'

/** The documents that the server is responsible for. */
export const documents: readonly { readonly scheme?: string; readonly language?: string; readonly pattern?: string }[] =
  [
    { scheme: 'file', language: 'tidegate' },
    { scheme: 'untitled', language: 'tidegate' },
    { scheme: 'file', pattern: '**/*.test.{yaml,yml}' },
    { scheme: 'file', pattern: '**/tidegate.{yaml,yml}' },
  ]

/** A client of the language server, and why its last start failed. */
export interface ServerClient {
  readonly client: LanguageClient
  /** Returns the end of what the server wrote to standard error. */
  readonly errors: () => string
}

/** Creates a client with the present settings. `execute` receives the commands of the server instead of sending them at once. */
export function createClient(
  extension: string,
  output: LogOutputChannel,
  execute: (command: string, args: readonly unknown[], next: ExecuteCommandSignature) => unknown,
): ServerClient {
  const settings = readSettings()
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath
  const { execPath, platform } = process
  const program = serverProgram({ path: settings.path, folder, extension, execPath, platform })
  let errors = (): string => ''
  const options: LanguageClientOptions = {
    documentSelector: documents.map((each) => ({ ...each })) as NonNullable<LanguageClientOptions['documentSelector']>,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: { plugins: settings.plugins, accessLog: settings.accessLog },
    initializationFailedHandler: () => false,
    synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*') },
    middleware: { executeCommand: (command, args: readonly unknown[], next) => execute(command, args, next) },
  }
  const start = async (): Promise<Awaited<ReturnType<typeof startProgram>>['process']> => {
    const started = await startProgram(program, folder)
    errors = started.errors
    return started.process
  }
  return { client: new LanguageClient('tidegate', 'Tidegate', start, options), errors: () => errors() }
}
