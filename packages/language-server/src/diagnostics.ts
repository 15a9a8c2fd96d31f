import { diagnose, testOutline } from '@tidegate/language-features'
import { ConfigError, parseConfig } from '@tidegate/node'
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node'
import { kindOfFile, pathOfUri } from './file-uris.ts'
import type { Session } from './session.ts'
import { toDiagnostic } from './to-protocol.ts'

/** How long the server waits after a change before it reports diagnostics, in milliseconds. */
export const delayMs = 200

/** Publishes the diagnostics of documents. */
export interface Publisher {
  /** Publishes those of a document, and of all files of its policy, after `delayMs` without another change. */
  readonly schedule: (uri: string) => void
  /** The same after the text of the document has changed: tests that failed may pass now. */
  readonly changed: (uri: string) => void
  /** Withdraws the diagnostics of a closed document, unless the policy of another document is the reason for them. */
  readonly closed: (uri: string) => void
  /** Adds tests that failed to the diagnostics of a document, until its text changes. */
  readonly showFailures: (uri: string, failures: readonly Diagnostic[]) => void
  readonly stop: () => void
}

/** Creates the publisher of a session. */
export function createPublisher(session: Session): Publisher {
  const { connection } = session
  const waiting = new Set<string>()
  /** For each root, the diagnostics of each file. */
  const byRoot = new Map<string, ReadonlyMap<string, readonly Diagnostic[]>>()
  let timer: NodeJS.Timeout | undefined

  /** Tests that failed, by document. */
  const failed = new Map<string, readonly Diagnostic[]>()

  function schedule(uri: string): void {
    waiting.add(uri)
    if (timer !== undefined) clearTimeout(timer)
    timer = setTimeout(publishAll, delayMs)
  }

  function publishAll(): void {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    const uris = [...waiting]
    waiting.clear()
    const done = new Set<string>()
    for (const uri of uris) publish(uri, done)
  }

  function publish(uri: string, done: Set<string>): void {
    const document = session.documents.get(uri)
    if (document === undefined) return
    switch (kindOfFile(uri)) {
      case 'tests':
        void connection.sendDiagnostics({
          uri,
          version: document.version,
          diagnostics: [...testProblems(session, uri), ...(failed.get(uri) ?? [])],
        })
        return
      case 'config':
        void connection.sendDiagnostics({
          uri,
          version: document.version,
          diagnostics: [...configProblems(session, uri)],
        })
        return
      case 'policy':
        publishPolicy(uri, done)
    }
  }

  function publishPolicy(uri: string, done: Set<string>): void {
    const opened = session.openedOf(uri)
    if (opened === undefined) return
    const { analysis, pathOf } = opened
    const isFile = pathOfUri(uri) !== undefined
    const root = isFile ? pathOf(analysis.root) : uri
    if (done.has(root)) return
    done.add(root)
    const uriOf = (file: string): string => (isFile ? session.uriOf(pathOf(file)) : uri)
    const found = new Map<string, Diagnostic[]>([[uri, []]])
    for (const { file } of analysis.units) found.set(uriOf(file), [])
    for (const each of diagnose(analysis)) add(found, uriOf(each.file), toDiagnostic(each, uriOf))
    // A file that was checked by itself is now included by this policy.
    const own = pathOfUri(uri)
    if (own !== undefined && own !== root) byRoot.delete(own)
    const before = byRoot.get(root)
    byRoot.set(root, found)
    for (const target of new Set([...(before?.keys() ?? []), ...found.keys()])) send(target)
  }

  function send(uri: string): void {
    const all = [...byRoot.values()].flatMap((files) => files.get(uri) ?? [])
    const distinct = new Map(all.map((each) => [JSON.stringify([each.range, each.code, each.message]), each]))
    const version = session.documents.get(uri)?.version
    void connection.sendDiagnostics({
      uri,
      ...(version !== undefined && { version }),
      diagnostics: [...distinct.values()],
    })
  }

  return {
    schedule,
    changed: (uri) => {
      failed.delete(uri)
      schedule(uri)
    },
    closed: (uri) => {
      waiting.delete(uri)
      failed.delete(uri)
      const root = pathOfUri(uri) ?? uri
      const files = byRoot.get(root)
      byRoot.delete(root)
      for (const file of new Set([uri, ...(files?.keys() ?? [])])) send(file)
    },
    showFailures: (uri, failures) => {
      failed.set(uri, failures)
      publish(uri, new Set())
    },
    stop: () => {
      if (timer !== undefined) clearTimeout(timer)
    },
  }
}

function add(found: Map<string, Diagnostic[]>, uri: string, diagnostic: Diagnostic): void {
  const known = found.get(uri)
  if (known === undefined) found.set(uri, [diagnostic])
  else known.push(diagnostic)
}

function testProblems(session: Session, uri: string): readonly Diagnostic[] {
  const text = session.documents.get(uri)?.getText() ?? ''
  const file = pathOfUri(uri) ?? uri
  const problems = session.tools.readTests?.(text, file) ?? testOutline(text, file).problems
  return problems.map(({ line, column, message, help }) => {
    const position = { line: line - 1, character: column - 1 }
    return problem(position, { line: line - 1, character: 1_000 }, help === undefined ? message : `${message}\n${help}`)
  })
}

function configProblems(session: Session, uri: string): readonly Diagnostic[] {
  const text = session.documents.get(uri)?.getText() ?? ''
  try {
    parseConfig(text, pathOfUri(uri) ?? 'tidegate.yaml')
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const { message, help } = error
    const line = Number(/\(line (\d+)\)|:(\d+):\d+/u.exec(message)?.slice(1).find(Boolean) ?? 1) - 1
    return [
      problem({ line, character: 0 }, { line, character: 1_000 }, help === undefined ? message : `${message}\n${help}`),
    ]
  }
}

function problem(start: Diagnostic['range']['start'], end: Diagnostic['range']['end'], message: string): Diagnostic {
  return { range: { start, end }, severity: DiagnosticSeverity.Error, source: 'tidegate', message }
}
