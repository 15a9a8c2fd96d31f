import type { CountersReport } from '@tidegate/engine'
import { parseIp } from '@tidegate/values'
import type { OperatorLine } from './decision-line.ts'
import type { Privacy } from './privacy.ts'

/** The subject of an operator's change as a line has it, with what is hidden: values are hidden as those of requests are, so that both stay equal. */
export function describeSubject(
  { ip, user, key, limit }: CountersReport['subject'],
  privacy: Privacy,
): Pick<OperatorLine, 'subject' | 'masked'> {
  const address = ip === undefined ? undefined : parseIp(ip)
  const parts = Object.entries(key ?? {}).map(([part, value]) => [part, value, partText(part, value, privacy)] as const)
  const isUserHidden = user !== undefined && privacy.areUsersHidden
  const masked = [
    ...(address !== undefined && privacy.addresses !== undefined ? ['/subject/client_ip'] : []),
    ...(isUserHidden ? ['/subject/user'] : []),
    ...parts.flatMap(([part, value, text]) =>
      value === text ? [] : [`/subject/key/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`],
    ),
  ]
  return {
    subject: {
      ...(address !== undefined && { client_ip: privacy.ip(address) }),
      ...(user !== undefined && { user: privacy.user(user) }),
      ...(parts.length > 0 && { key: Object.fromEntries(parts.map(([part, , text]) => [part, text])) }),
      ...(limit !== undefined && { limit }),
    },
    ...(masked.length > 0 && { masked }),
  }
}

/** The value of a part of a key, such as `header("x-key")`. */
function partText(part: string, value: string, privacy: Privacy): string {
  const [, kind = '', name = ''] = /^(header|cookie|query)\("(.*)"\)$/su.exec(part) ?? []
  switch (kind) {
    case 'header':
      return privacy.header(name.toLowerCase(), value)
    case 'cookie':
    case 'query':
      return privacy.named(kind, name, value)
    default: {
      const address = privacy.addresses === undefined ? undefined : parseIp(value)
      return address === undefined ? value : privacy.ip(address)
    }
  }
}
