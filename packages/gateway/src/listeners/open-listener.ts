import { chmod, lstat, unlink } from 'node:fs/promises'
import { once } from 'node:events'
import { createConnection, createServer, type ListenOptions, type Server } from 'node:net'
import { addressText, type ListenAddress } from '@tidegate/node'
import type { PassedSocket } from './systemd-sockets.ts'

/** A listener could not be opened: what is wrong, and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}

/** Maximum length of the path of a Unix socket on Linux (unix(7)), without the final zero. */
const maxPathBytes = 107

/** The mode of Unix sockets: only owner and group may connect. */
const socketMode = 0o660

/** Makes a server listen. A Unix socket that an earlier process left behind is replaced. Rejects with `ListenError`. */
export async function openListener(
  server: Server,
  address: ListenAddress | PassedSocket,
  flag: '--listen' | '--admin' = '--listen',
  use: 'own' | 'shared' = 'own',
): Promise<void> {
  if ('fd' in address) return listen(server, { fd: address.fd }, `the socket ${address.name} of systemd`, flag)
  const text = addressText(address)
  switch (address.kind) {
    case 'tcp':
      return listen(server, { host: address.host, port: address.port, ipv6Only: false }, text, flag)
    case 'unix':
      // WHY: the primary did the following, and another worker listens there already.
      if (use === 'shared') {
        await listen(server, { path: address.path }, text, flag)
        return chmod(address.path, socketMode)
      }
      if (Buffer.byteLength(address.path) > maxPathBytes)
        throw new ListenError(
          `cannot listen on ${text}: the path has more than ${maxPathBytes} bytes, the maximum for a Unix socket`,
          `choose a shorter path with ${flag}, such as unix:/run/tidegate/tidegate.sock`,
        )
      await removeUnusedSocket(address.path)
      await listen(server, { path: address.path }, text, flag)
      return chmod(address.path, socketMode)
    case 'systemd':
      throw new ListenError(
        `systemd passed no socket${address.name === undefined ? '' : ` named ${address.name}`}`,
        'start the service through its socket unit, or name an address, such as 127.0.0.1:7411',
      )
  }
}

async function listen(
  server: Server,
  options: ListenOptions | { readonly fd: number },
  text: string,
  flag: string,
): Promise<void> {
  server.listen(options)
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ListenError(`cannot listen on ${text} (${code ?? message})`, helpFor(code, flag))
  }
}

/** What to do about an address that cannot be used; `flag` names another one. */
export function helpFor(code: string | undefined, flag = '--listen'): string {
  switch (code) {
    case 'EADDRINUSE':
      return `another program uses this address: end it, or choose another one with ${flag}`
    case 'EACCES':
      return 'this user may not: choose a port from 1024, or another folder for the socket'
    case 'EADDRNOTAVAIL':
      return 'this machine does not have this address'
    case 'ENOENT':
      return 'the folder of the socket does not exist'
    case undefined:
    default:
      return `choose another address with ${flag}`
  }
}

/** Makes room for workers that will listen at an address together. Rejects with `ListenError`. */
export async function prepareAddress(address: ListenAddress | PassedSocket): Promise<void> {
  // WHY not: to close the server would close the socket of systemd.
  if ('fd' in address) return
  const server = createServer()
  await openListener(server, address)
  await new Promise((resolve) => server.close(resolve))
}

async function removeUnusedSocket(path: string): Promise<void> {
  const isSocket = await lstat(path).then(
    (stats) => stats.isSocket(),
    () => undefined,
  )
  if (isSocket === undefined) return
  if (!isSocket) throw new ListenError(`\`${path}\` exists and is not a socket`, 'choose another path for the socket')
  if (await accepts(path))
    throw new ListenError(`cannot listen on unix:${path}: another program uses it`, helpFor('EADDRINUSE'))
  await unlink(path)
}

async function accepts(path: string): Promise<boolean> {
  const socket = createConnection(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
