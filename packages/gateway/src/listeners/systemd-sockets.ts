/** A socket that systemd opened, and the name that its unit gives it. */
export interface PassedSocket {
  readonly fd: number
  readonly name: string
}

const firstFd = 3

/**
 * The sockets that were passed to this process (sd_listen_fds(3)): those of `LISTEN_FDS`, if `LISTEN_PID` is this process. Their names are in
 * `LISTEN_FDNAMES`.
 */
export function passedSockets(env: Readonly<Record<string, string | undefined>>, pid: number): readonly PassedSocket[] {
  const count = Number(env['LISTEN_FDS'])
  if (env['LISTEN_PID'] !== String(pid) || !Number.isInteger(count) || count < 1) return []
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':')
  return Array.from({ length: count }, (_, i) => ({ fd: firstFd + i, name: names[i] ?? '' }))
}
