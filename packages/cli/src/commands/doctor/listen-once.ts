import { createServer } from 'node:http'
import { CliError, type Io } from '../../io.ts'

/** A received request: the address that connected, and the headers as alternating names and values. */
export interface ReceivedRequest {
  readonly peer: string | undefined
  readonly headers: readonly string[]
}

/**
 * Waits for one request on `[HOST:]PORT` (the default host is 127.0.0.1) and answers it. Throws `CliError` if the port cannot be opened,
 * and when the user interrupts.
 */
export async function listenOnce(where: string, io: Io): Promise<ReceivedRequest> {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d+)$/.exec(where) ?? []
  if (port === undefined || Number(port) > 65_535)
    throw new CliError(
      `invalid \`--listen ${where}\`: expected a port`,
      'write --listen 8080, or --listen 0.0.0.0:8080',
    )
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      response.end('received; see the output of tidegate doctor\n', () => {
        server.close()
        server.closeAllConnections()
      })
      resolve({ peer: request.socket.remoteAddress, headers: request.rawHeaders })
    })
    server.on('error', (error: NodeJS.ErrnoException) =>
      reject(new CliError(`cannot listen on ${where} (${error.code ?? error.message})`)),
    )
    io.signal.addEventListener('abort', () => {
      server.close()
      reject(new CliError('interrupted'))
    })
    server.listen(Number(port), host.replace(/^\[|\]$/g, ''), () => {
      const address = server.address()
      const shown = typeof address === 'object' && address !== null ? address.port : port
      io.err(`waiting on ${host}:${shown}; send a request through your proxy\n`)
    })
  })
}
