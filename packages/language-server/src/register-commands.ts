import { dirname } from 'node:path'
import { testOutline } from '@tidegate/language-features'
import { type Diagnostic, DiagnosticSeverity, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node'
import type { Publisher } from './diagnostics.ts'
import { kindOfFile, pathOfUri } from './file-uris.ts'
import { readIfPossible } from './read-if-possible.ts'
import { runCommand } from './run-command.ts'
import type { Session } from './session.ts'

/** The commands that a client can execute. */
export const commandNames: readonly string[] = [
  'tidegate.runTest',
  'tidegate.explain',
  'tidegate.replay',
  'tidegate.showRefused',
]

/** One test of a run, as `tidegate test --json` reports it. */
interface TestOutcome {
  readonly name: string
  readonly line: number
  readonly outcome: 'passed' | 'failed'
  readonly failure?: { readonly line: number; readonly message: string }
}

/** The parts of a report of `tidegate test --json` that are used here. */
interface TestReport {
  readonly passed: number
  readonly failed: number
  readonly files: readonly { readonly tests: readonly TestOutcome[] }[]
}

interface ReplayReport {
  readonly lines: { readonly judged: number }
  readonly logs: readonly { readonly name: string }[]
  readonly rules: readonly {
    readonly count: number
    readonly shadow: boolean
    readonly rule: { readonly file: string; readonly line: number }
  }[]
}

/** Registers the commands, and the requests `tidegate/tests` and `tidegate/runTests` for a test explorer. */
export function registerCommands(session: Session, publisher: Publisher): void {
  const { connection, documents, tools } = session

  async function run(args: readonly string[], path: string, signal: AbortSignal): Promise<string> {
    const folder = session.projects.configOf(path)?.folder ?? dirname(path)
    const { code, out, err } = await runCommand(tools.command, args, folder, signal)
    if (code > 1 || out === '') throw failed(err.trim() || `the command ended with code ${code}`)
    return out
  }

  async function runTests(uri: string, name: string | undefined, signal: AbortSignal): Promise<TestReport> {
    const path = pathOf(uri)
    const filter = name === undefined ? [] : ['--filter', name]
    const report = JSON.parse(await run(['test', path, '--json', ...filter], path, signal)) as TestReport
    const failures = report.files
      .flatMap(({ tests }) => tests)
      .flatMap(({ failure }) => (failure === undefined ? [] : [failureOf(failure)]))
    publisher.showFailures(uri, failures)
    return report
  }

  connection.onRequest('tidegate/tests', ({ uri }: { readonly uri: string }) => {
    const path = pathOfUri(uri)
    const stored = path === undefined ? undefined : readIfPossible(path)
    const { policy, tests } = testOutline(documents.get(uri)?.getText() ?? stored ?? '', uri)
    return { ...(policy !== undefined && { policy }), tests }
  })
  connection.onRequest(
    'tidegate/runTests',
    ({ uri, name }: { readonly uri: string; readonly name?: string }, token) => {
      return withSignal(token, (signal) => runTests(uri, name, signal))
    },
  )

  connection.onExecuteCommand(({ command, arguments: given }, token) => {
    // WHY not a default: clients send null, too.
    const [uri, second, flags]: readonly unknown[] = Array.isArray(given) ? given : []
    if (typeof uri !== 'string') throw failed(`\`${command}\` needs the URI of a file`)
    return withSignal(token, async (signal): Promise<unknown> => {
      const path = pathOf(uri)
      switch (command) {
        case 'tidegate.runTest': {
          const report = await runTests(uri, typeof second === 'string' ? second : undefined, signal)
          connection.window.showInformationMessage(`${report.passed} passed, ${report.failed} failed`)
          return report
        }
        case 'tidegate.explain': {
          const policy = rootOf(uri) ?? path
          const request = Array.isArray(flags) && flags.length > 0 ? flags.map(String) : ['--ip', '192.0.2.1']
          const text = await run(['explain', policy, ...request], path, signal)
          connection.console.info(text)
          return text
        }
        case 'tidegate.replay': {
          const log = typeof second === 'string' ? second : session.options().accessLog
          if (log === undefined)
            throw failed('name an access log: as the second argument, or as `accessLog` of the initialization options')
          return replay(rootOf(uri) ?? path, log, signal)
        }
        case 'tidegate.showRefused':
          return session.replayed.get(rootOf(uri) ?? path)
        default:
          throw failed(`there is no command \`${command}\``)
      }
    })
  })

  async function replay(root: string, log: string, signal: AbortSignal): Promise<unknown> {
    const report = JSON.parse(await run(['replay', root, log, '--json'], root, signal)) as ReplayReport
    const refused = Object.fromEntries(
      report.rules.filter(({ shadow }) => !shadow).map(({ rule, count }) => [`${rule.file}:${rule.line}`, count]),
    )
    session.replayed.set(root, { log: report.logs[0]?.name ?? log, total: report.lines.judged, refused })
    // A client that cannot refresh its lenses asks again after the next change.
    await connection.languages.semanticTokens.refresh().catch(() => {})
    await connection.sendRequest('workspace/codeLens/refresh').catch(() => {})
    return session.replayed.get(root)
  }

  function rootOf(uri: string): string | undefined {
    const opened = kindOfFile(uri) === 'policy' ? session.openedOf(uri) : undefined
    return opened?.pathOf(opened.analysis.root)
  }
}

function pathOf(uri: string): string {
  const path = pathOfUri(uri)
  if (path === undefined) throw failed('save the file first')
  return path
}

function failed(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message)
}

function failureOf({ line, message }: { readonly line: number; readonly message: string }): Diagnostic {
  const range = { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 1_000 } }
  return { range, severity: DiagnosticSeverity.Error, source: 'tidegate test', message }
}

interface Cancellation {
  readonly isCancellationRequested: boolean
  readonly onCancellationRequested: (listener: () => void) => unknown
}

/** Runs something that a cancelled request ends. */
function withSignal<T>(token: Cancellation, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  token.onCancellationRequested(() => {
    controller.abort()
  })
  if (token.isCancellationRequested) controller.abort()
  return work(controller.signal)
}
