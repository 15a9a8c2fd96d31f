import type { Server } from 'node:net'

/** Calls `onError` for each error of a server that listens, which then goes on. WHY only then: `openListener` reports why one cannot listen. */
export function reportErrors(server: Server, onError: (error: Error) => void): void {
  server.on('listening', () => server.on('error', onError))
}
