import { commands, type ExtensionContext, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { createCommands } from './commands.ts'
import { createClient, type ServerClient } from './create-client.ts'
import { readSettings, settingsOfServer } from './settings.ts'
import { createStatusItem } from './status.ts'
import { createTestExplorer } from './test-explorer.ts'

let stop: (() => Promise<void>) | undefined

/** VS Code calls this when the extension is first needed. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Tidegate', { log: true })
  const status = createStatusItem()
  let running: Promise<ServerClient> = start()
  const client = async (): Promise<LanguageClient> => (await running).client
  const explorer = createTestExplorer(client)
  const { execute } = createCommands({ context, client, runTest: (uri, name) => explorer.run(uri, name) })

  /** Starts the server with the present settings; rejects, after it has said why, if it cannot. */
  async function start(): Promise<ServerClient> {
    status.show({ kind: 'starting' })
    const created = createClient(context.extensionPath, output, (command, args) => guarded(execute(command, args)))
    try {
      await created.client.start()
      const version = created.client.initializeResult?.serverInfo?.version ?? ''
      status.show({ kind: 'running', version, isBundled: readSettings().path === '' })
      return created
    } catch (error) {
      const reason = created.errors() || (error instanceof Error ? error.message : String(error))
      status.show({ kind: 'failed', reason })
      void offerOutput(`The language server did not start: ${reason.split('\n', 1)[0] ?? ''}`)
      output.error(reason)
      throw error
    }
  }

  async function restart(): Promise<void> {
    await stopRunning()
    running = start()
    await running.then(explorer.refresh, () => {})
  }

  async function stopRunning(): Promise<void> {
    await running.then(
      ({ client: each }) => each.dispose(),
      () => {},
    )
  }

  /** Shows why a command failed. */
  async function guarded(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      void offerOutput(error instanceof Error ? error.message : String(error))
    }
  }

  async function offerOutput(text: string): Promise<void> {
    const show = 'Show output'
    if ((await window.showErrorMessage(`Tidegate: ${text}`, show)) === show) output.show()
  }

  stop = stopRunning
  context.subscriptions.push(
    output,
    status,
    explorer,
    commands.registerCommand('tidegate.restart', restart),
    commands.registerCommand('tidegate.showOutput', () => {
      output.show()
    }),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((event) =>
      settingsOfServer.some((name) => event.affectsConfiguration(name)) ? restart() : undefined,
    ),
  )
  await running.then(explorer.refresh, () => {})
}

/** VS Code calls this before it ends. */
export async function deactivate(): Promise<void> {
  await stop?.()
}
