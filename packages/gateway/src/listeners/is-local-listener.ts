import type { ListenAddress } from '@tidegate/node'
import type { PassedSocket } from './systemd-sockets.ts'

/** Whether only programs of this machine can connect: a Unix socket, or an address of the loopback interface. A socket of systemd may be anything else. */
export function isLocalListener(address: ListenAddress | PassedSocket): boolean {
  if ('fd' in address || address.kind === 'systemd') return false
  if (address.kind === 'unix') return true
  return address.host === 'localhost' || /^(?:::ffff:)?127\.|^::1$/.test(address.host)
}
