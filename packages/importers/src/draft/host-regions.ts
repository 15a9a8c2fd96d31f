import { always, anyOf, type Condition, notOf, testOf } from './condition.ts'
import { quoted } from './policy-draft.ts'
import { textConditionOfRegex } from './text-condition.ts'

/** A server or virtual host: by which names it is asked for, and on which sockets it takes whatever no other one is named for. */
export interface Host {
  /** Undefined for a name that cannot be said. */
  readonly names: readonly (Condition | undefined)[]
  readonly sockets: readonly string[]
  /** Sockets for which it is said to be the default. */
  readonly isDefaultOf: readonly string[]
}

/**
 * The requests of each host, in their order: those for its names, and, where it is the default of a socket (said so, or the first of
 * it), those for names that are nobody’s. `never` is a host that no request can reach, undefined one of which no name can be said.
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

/** The test of a host’s name, which may begin with `*.` (those below), `.` (and itself) or `~` (a pattern), or end with `.*`. */
export function hostNamed(name: string): Condition | undefined {
  if (name.startsWith('~')) return textConditionOfRegex('host', name.slice(1))
  const plain = name.toLowerCase().replace(/\.$/, '')
  const [, front, middle, behind] = /^(\*?\.)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(\.\*)?$/.exec(plain) ?? []
  if (middle === undefined || (front !== undefined && behind !== undefined)) return undefined
  if (behind !== undefined) return testOf('host', `starts with ${quoted(`${middle}.`)}`)
  const below = testOf('host', `ends with ${quoted(`.${middle}`)}`)
  const itself = testOf('host', `== ${quoted(middle)}`)
  return front === undefined ? itself : front === '.' ? anyOf([itself, below]) : below
}

function isDefault(host: Host, hosts: readonly Host[]): boolean {
  return host.sockets.some((socket) => {
    const sharing = hosts.filter(({ sockets }) => sockets.includes(socket))
    const said = sharing.find(({ isDefaultOf }) => isDefaultOf.includes(socket))
    return (said ?? sharing[0]) === host
  })
}

function textOf(condition: Condition): string {
  return JSON.stringify(condition)
}

function isExact(condition: Condition | undefined): boolean {
  return condition?.kind === 'test' && condition.text.startsWith('host == ')
}
