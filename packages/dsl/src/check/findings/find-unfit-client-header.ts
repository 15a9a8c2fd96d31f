import type { Findable } from './findable.ts'

/** TG440: `client ip from` a header that does not contain the address of every client. */
export function findUnfitClientHeader({ checking }: Findable): void {
  const { root, report } = checking
  for (const statement of root.ast.statements) {
    if (statement.kind !== 'client-ip') continue
    const { text, span } = statement.header
    const fault = faultOf(text.toLowerCase())
    if (fault === undefined) continue
    report.add('TG440', span, `\`${text}\` ${fault.reason}`, { help: fault.help })
  }
}

interface Fault {
  readonly reason: string
  readonly help: string
}

function faultOf(header: string): Fault | undefined {
  const ofOneFamily = familyHeaders.get(header)
  if (ofOneFamily !== undefined) return ofOneFamily
  const isOther = withoutAddress.has(header) || /^(?:accept|content|if|sec)-/.test(header)
  return isOther
    ? {
        reason: 'does not contain the address of the client: every client would be unknown',
        help: 'name the header in which your proxy writes the address, such as `x-forwarded-for`',
      }
    : undefined
}

/** Headers with addresses of one family only. Source: "Cloudflare HTTP headers", Cloudflare documentation. */
const familyHeaders: ReadonlyMap<string, Fault> = new Map([
  [
    'cf-connecting-ipv6',
    {
      reason: 'is only sent for IPv6 clients: for all others, the proxy would be the client',
      help: 'write `cf-connecting-ip`, which contains the address of every client',
    },
  ],
  [
    'cf-pseudo-ipv4',
    {
      reason: 'contains an invented address for IPv6 clients, which no list of IPv6 addresses contains',
      help: 'write `cf-connecting-ip`, which contains the address of every client',
    },
  ],
])

const withoutAddress: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'connection',
  'cookie',
  'date',
  'host',
  'origin',
  'referer',
  'user-agent',
  'via',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-request-id',
])
