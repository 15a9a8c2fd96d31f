import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { startServer } from './start-server.ts'
import type { ServerTools } from './tools.ts'

/** Serves the client at the other end of standard input and output. The process ends when the client sends `exit` or closes its end. */
export function serveStdio(tools: ServerTools): void {
  const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout))
  startServer(connection, tools)
}
