import { basename, dirname, join } from 'node:path'
import {
  commands,
  type ExtensionContext,
  Position,
  ProgressLocation,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type ReplayedRules, refusedByRules } from './replayed-rules.ts'
import { readSettings } from './settings.ts'
import { splitFlags } from './split-flags.ts'
import { requireTrust } from './trust.ts'

/** The scheme of the read-only documents that show what `explain` printed. */
const explained = 'tidegate-explain'

/** Executes a command of the server. */
export type Execute = <Result>(command: string, ...args: readonly unknown[]) => Promise<Result>

/** What the commands need. */
export interface CommandTools {
  readonly context: ExtensionContext
  /** Returns the client, once it runs; rejects if it cannot run. */
  readonly client: () => Promise<LanguageClient>
  /** Runs a test, or a whole file, in the test explorer. */
  readonly runTest: (uri: string, name?: string) => Promise<void>
}

/** The commands of the lenses and of the palette. */
export interface Commands {
  /** Executes a command that a lens names. */
  readonly execute: (command: string, args: readonly unknown[]) => Promise<void>
}

/** Creates the commands, and registers those of the palette. */
export function createCommands({ context, client, runTest }: CommandTools): Commands {
  const texts = new Map<string, string>()
  // What was explained before stays open; a document of this scheme never changes.
  let count = 0
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(explained, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      texts.delete(uri.toString())
    }),
    commands.registerCommand('tidegate.explainRequest', () => onActive((uri, line) => explain(uri, line))),
    commands.registerCommand('tidegate.replayLog', () => onActive((uri) => replay(uri))),
  )

  const ask: Execute = async <Result>(command: string, ...args: readonly unknown[]): Promise<Result> => {
    const running = await client()
    return running.sendRequest<Result>('workspace/executeCommand', { command, arguments: args })
  }

  async function explain(uri: string, line: number): Promise<void> {
    if (!(await requireTrust('Requests are explained'))) return
    const last = context.workspaceState.get('explain', '--ip 192.0.2.1 --path /')
    const flags = await window.showInputBox({
      title: 'Explain a request',
      prompt: 'Flags of `tidegate explain`, such as --ip 192.0.2.1 --path /login --method POST --agent Googlebot/2.1',
      value: last,
      validateInput: (text) => (splitFlags(text) === undefined ? 'a quote is unterminated' : undefined),
    })
    if (flags === undefined) return
    await context.workspaceState.update('explain', flags)
    await saved(uri)
    const text = await ask<string>('tidegate.explain', uri, line, splitFlags(flags) ?? [])
    const shown = Uri.from({
      scheme: explained,
      path: `/explain ${basename(Uri.parse(uri).path)}`,
      query: `${++count}`,
    })
    texts.set(shown.toString(), `$ tidegate explain ${basename(Uri.parse(uri).path)} ${flags}\n\n${text}`)
    await window.showTextDocument(shown, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true })
  }

  async function replay(uri: string): Promise<void> {
    if (!(await requireTrust('Logs are replayed'))) return
    const { accessLog } = readSettings()
    const log = accessLog === '' ? await chooseLog(uri) : accessLog
    if (log === undefined) return
    await saved(uri)
    const done = await window.withProgress(
      { location: ProgressLocation.Notification, title: `Replaying ${basename(log)}`, cancellable: false },
      () => ask<ReplayedRules>('tidegate.replay', uri, log),
    )
    const total = Object.values(done.refused).reduce((sum, each) => sum + each, 0)
    const show = 'Show rules'
    const text = `${done.log}: ${total.toLocaleString('en')} of ${done.total.toLocaleString('en')} requests refused`
    // WHY not awaited: the message may stay for long, and the command has ended.
    void window.showInformationMessage(text, show).then((chosen) => (chosen === show ? showRefused(uri) : undefined))
  }

  async function showRefused(uri: string): Promise<void> {
    const replayed = await ask<ReplayedRules | null>('tidegate.showRefused', uri)
    if (replayed === null) {
      void window.showInformationMessage('No log was replayed yet: run “Tidegate: Replay an access log”.')
      return
    }
    const rules = refusedByRules(replayed)
    const chosen = await window.showQuickPick(rules, { title: `What the rules refused in ${replayed.log}` })
    if (chosen === undefined) return
    const target = await placeOf(uri, chosen.file)
    const at = new Position(chosen.line - 1, 0)
    await window.showTextDocument(target, { selection: new Range(at, at) })
  }

  return {
    execute: async (command, [uri, second]) => {
      if (typeof uri !== 'string') return
      switch (command) {
        case 'tidegate.explain':
          return explain(uri, typeof second === 'number' ? second : 1)
        case 'tidegate.runTest':
          return runTest(uri, typeof second === 'string' ? second : undefined)
        case 'tidegate.replay':
          return replay(uri)
        default:
          return showRefused(uri)
      }
    },
  }
}

async function onActive(run: (uri: string, line: number) => Promise<void>): Promise<void> {
  const editor = window.activeTextEditor
  if (editor?.document.languageId !== 'tidegate') {
    void window.showInformationMessage('Open a policy first.')
    return
  }
  await run(editor.document.uri.toString(), editor.selection.active.line + 1)
}

/** Saves a document, because the command line reads what is stored. */
async function saved(uri: string): Promise<void> {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri)
  if (document?.isDirty === true) await document.save()
}

async function chooseLog(uri: string): Promise<string | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: 'Access log',
      defaultUri: Uri.file(dirname(Uri.parse(uri).fsPath)),
      canSelectMany: false,
    })) ?? []
  return chosen?.fsPath
}

/** Returns the file that the server names relative to the root of a policy, which is the folder of one of its parents. */
async function placeOf(uri: string, file: string): Promise<Uri> {
  for (let folder = dirname(Uri.parse(uri).fsPath); ; folder = dirname(folder)) {
    const candidate = Uri.file(join(folder, file))
    try {
      await workspace.fs.stat(candidate)
      return candidate
    } catch {
      if (dirname(folder) === folder) return Uri.parse(uri)
    }
  }
}
