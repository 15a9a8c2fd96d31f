/** Where a listener accepts connections. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  /** The sockets that systemd opened (`LISTEN_FDS`), or the one with this name. */
  | { readonly kind: 'systemd'; readonly name?: string }

/** The address as it is written in options and messages. */
export function addressText(address: ListenAddress): string {
  switch (address.kind) {
    case 'tcp':
      return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`
    case 'unix':
      return `unix:${address.path}`
    case 'systemd':
      return address.name === undefined ? 'systemd' : `systemd:${address.name}`
  }
}

/**
 * Reads `127.0.0.1:7411`, `[::1]:7411`, `7411` (on the loopback interface), `*:7411` (on all), `unix:/run/tidegate.sock`, `systemd` and
 * `systemd:NAME`. Undefined for other texts.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  if (text === 'systemd') return { kind: 'systemd' }
  if (text.startsWith('systemd:')) return text.length > 8 ? { kind: 'systemd', name: text.slice(8) } : undefined
  if (text.startsWith('unix:')) {
    const path = text.slice(5).replace(/^\/\/(?=\/)/, '')
    return path.startsWith('/') ? { kind: 'unix', path } : undefined
  }
  const [, literal, name, digits] = /^(?:(?:\[([\da-f:.]+)\]|([\w.*-]+)):)?(\d{1,5})$/i.exec(text) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535) return undefined
  const host = literal ?? (name === '*' ? '::' : (name ?? '127.0.0.1'))
  return { kind: 'tcp', host, port }
}
