import type { CaddyLine } from './parse-caddyfile.ts'

/** An address of a site. */
export interface SiteAddress {
  /** In lower case; empty for all hosts. */
  readonly host: string
  readonly port: string
  /** A path that the address ends with, or empty. */
  readonly path: string
}

/** A site of a Caddyfile. */
export interface Site {
  readonly name: string
  readonly addresses: readonly SiteAddress[]
  readonly lines: readonly CaddyLine[]
  readonly line: number
  readonly file?: string
}

/** Returns the sites of a file without its global options. A file whose first line has no block is one site. */
export function sitesOf(lines: readonly CaddyLine[]): readonly Site[] {
  const [first, ...rest] = lines
  if (first === undefined) return []
  if (first.block === undefined) return [siteOf(first, rest)]
  return lines.filter(({ block }) => block !== undefined).map((line) => siteOf(line, line.block ?? []))
}

function siteOf({ name, args, line, file }: CaddyLine, lines: readonly CaddyLine[]): Site {
  const keys = [name, ...args].flatMap((key) => key.split(',')).filter((key) => key !== '')
  return {
    name: keys.join(', '),
    addresses: keys.map(addressOf),
    lines,
    line,
    ...(file !== undefined && { file }),
  }
}

function addressOf(key: string): SiteAddress {
  const [, scheme, authority = '', path = ''] = /^(?:(https?):\/\/)?([^/]*)(\/.*)?$/s.exec(key) ?? []
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/s.exec(authority) ?? []
  return {
    host: host === '*' ? '' : host.toLowerCase(),
    port: port ?? (scheme === 'http' ? '80' : '443'),
    path: path === '/' ? '' : path,
  }
}
