import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import type { DatagramAddress } from '@tidegate/node'
import type { AwaitedReplies } from './awaited-replies.ts'
import { helpFor, ListenError } from '../listeners/open-listener.ts'
import { readSettlement } from './read-settlements.ts'

/** Settles with every line of a text, and returns how many lines could not be read. */
export function settleLines(text: string, awaited: AwaitedReplies): number {
  let unreadable = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const settlement = readSettlement(line.trimEnd())
    if (settlement === undefined) unreadable++
    else awaited.settle(settlement.id, settlement.status)
  }
  return unreadable
}

/**
 * Receives datagrams with lines, as nginx's `access_log syslog:server=…` sends them. `isPeer` says which addresses may send. Rejects with
 * `ListenError`.
 */
export async function receiveSettlements(
  { host, port }: DatagramAddress,
  awaited: AwaitedReplies,
  isPeer: (address: string) => boolean,
  onUnreadable: (count: number) => void,
): Promise<Socket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  socket.on('message', (message, { address }) => {
    if (!isPeer(address)) return
    const unreadable = settleLines(message.toString('latin1'), awaited)
    if (unreadable > 0) onUnreadable(unreadable)
  })
  socket.bind(port, host)
  try {
    await once(socket, 'listening')
  } catch (error) {
    socket.close()
    const { code, message } = error as NodeJS.ErrnoException
    throw new ListenError(
      `cannot receive statuses on udp:${host}:${port} (${code ?? message})`,
      helpFor(code, '--settle'),
    )
  }
  // WHY: a datagram that cannot be received is a lost one, which counts as such.
  socket.on('error', () => {})
  return socket
}
