import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'
import type { TestReport } from '../test-results.ts'

/** What a server answered. */
export interface CheckedOnce {
  readonly server: InitializeResult['serverInfo']
  /** The codes of the diagnostics of the policy. */
  readonly codes: readonly (string | number | undefined)[]
  /** The outcomes of a test file, which the server runs in a process of its own. */
  readonly tests: readonly string[]
}

/** Starts a server, sends it a policy, has it run a test of another one, and ends it. */
export async function checkOnce(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  text: string,
): Promise<CheckedOnce> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tidegate-client-')))
  writeFileSync(join(folder, 'good.policy'), 'block ip in 203.0.113.0/24\n')
  const tests = 'policy: good.policy\ntests:\n  - name: closed\n    request: { ip: 203.0.113.9 }\n    expect: 403\n'
  writeFileSync(join(folder, 'good.test.yaml'), tests)
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  try {
    connection.listen()
    const uri = pathToFileURL(join(folder, 'site.policy')).href
    const published = new Promise<CheckedOnce['codes']>((settle) => {
      connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
        if (params.uri === uri) settle(params.diagnostics.map(({ code }) => code))
      })
    })
    const { serverInfo } = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {},
    })
    await connection.sendNotification(InitializedNotification.type, {})
    await connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'tidegate', version: 1, text },
    })
    const codes = await published
    const { files } = await connection.sendRequest<TestReport>('tidegate/runTests', {
      uri: pathToFileURL(join(folder, 'good.test.yaml')).href,
    })
    await connection.sendRequest(ShutdownRequest.type)
    await connection.sendNotification(ExitNotification.type)
    await ended
    return { server: serverInfo, codes, tests: files.flatMap((file) => file.tests.map(({ outcome }) => outcome)) }
  } finally {
    child.kill()
    connection.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}
