import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { startServer } from './start-server.ts'
import type { ServerTools } from './tools.ts'

/** Serves the client at the other end of standard input and output. The process ends when the client sends `exit` or closes its end. */
export function serveStdio(tools: ServerTools): void {
  // WHY not left to the event loop: a client that was killed in the middle of a message, or while diagnostics wait, would leave a process that never ends, or
  // one that fails on a connection that is closed. `close` follows `end`, and comes without it when the pipe breaks.
  for (const event of ['end', 'close']) process.stdin.once(event, () => process.exit(0))
  const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout))
  startServer(connection, tools)
}
