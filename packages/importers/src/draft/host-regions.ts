import { always, anyOf, type Condition, notOf, testOf } from './condition.ts'
import { quoted } from './policy-draft.ts'
import { textConditionOfRegex } from './text-condition.ts'

/** A server or virtual host: its names, and the sockets on which it is the default. */
export interface Host {
  /** Undefined for a name that has no equivalent. */
  readonly names: readonly (Condition | undefined)[]
  readonly sockets: readonly string[]
  /** Sockets for which it is explicitly the default. */
  readonly isDefaultOf: readonly string[]
}

/**
 * Returns the requests that each host receives, in order: those for its names, and, if the host is the default of a socket
 * (explicitly, or as the first one), those for names that belong to no host. `never` means that no request can reach the host;
 * undefined means that none of its names has an equivalent.
 */
export function hostRegions(hosts: readonly Host[]): readonly (Condition | undefined)[] {
  return hosts.map((host) => {
    const own = host.names.filter((name) => name !== undefined)
    if (!isDefault(host, hosts)) return own.length > 0 || host.names.length === 0 ? anyOf(own) : undefined
    const taken = new Set(own.map(textOf))
    const foreign = hosts.flatMap(({ names }) => names.filter((name) => name !== undefined && !taken.has(textOf(name))))
    const others = anyOf(foreign.filter((name) => name !== undefined))
    if (others.kind === 'never') return always
    return foreign.every(isExact) ? notOf(others) : anyOf([...own, notOf(others)])
  })
}

/**
 * Returns the test of a host name, which may begin with `*.` (subdomains), `.` (subdomains and the name itself) or `~` (a regular
 * expression), or end with `.*`.
 */
export function hostNamed(name: string): Condition | undefined {
  if (name.startsWith('~')) return textConditionOfRegex('host', name.slice(1))
  const plain = name.toLowerCase().replace(/\.$/, '')
  const [, front, middle, prefix] = /^(\*?\.)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(\.\*)?$/.exec(plain) ?? []
  if (middle === undefined || (front !== undefined && prefix !== undefined)) return undefined
  if (prefix !== undefined) return testOf('host', `starts with ${quoted(`${middle}.`)}`)
  const below = testOf('host', `ends with ${quoted(`.${middle}`)}`)
  const itself = testOf('host', `== ${quoted(middle)}`)
  return front === undefined ? itself : front === '.' ? anyOf([itself, below]) : below
}

function isDefault(host: Host, hosts: readonly Host[]): boolean {
  return host.sockets.some((socket) => {
    const sharing = hosts.filter(({ sockets }) => sockets.includes(socket))
    const explicit = sharing.find(({ isDefaultOf }) => isDefaultOf.includes(socket))
    return (explicit ?? sharing[0]) === host
  })
}

function textOf(condition: Condition): string {
  return JSON.stringify(condition)
}

function isExact(condition: Condition | undefined): boolean {
  return condition?.kind === 'test' && condition.text.startsWith('host == ')
}
