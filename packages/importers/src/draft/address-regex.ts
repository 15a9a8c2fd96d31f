import { IpSetBuilder, parseIpEntry } from '@tidegate/values'
import { addressEntry, prefixesOf } from './ordered-access.ts'

/** One step of an automaton: which characters it consumes, and where it leads; a step without characters consumes nothing. */
interface Step {
  readonly from: number
  readonly to: number
  readonly takes?: (character: string) => boolean
}

interface Automaton {
  readonly steps: readonly (readonly Step[])[]
  readonly begin: number
  readonly end: number
}

const maxStates = 2_000
const maxPrefixes = 4_096

/**
 * Returns the networks whose addresses, as text, a regular expression matches: `^192\.0\.2\.11` are 192.0.2.11 and 192.0.2.110 to 119.
 * IPv4 is computed exactly; of IPv6, only beginnings such as `^2001:db8:` are known. Returns undefined if the expression has another
 * construct, or matches more than 4,096 separate networks.
 */
export function networksOfRegex(source: string): readonly string[] | undefined {
  const six = /^\^((?:[0-9a-f]{1,4}:){1,7})$/i.exec(source)?.[1]
  if (six !== undefined) {
    const groups = six.slice(0, -1).split(':')
    const entry = addressEntry(
      `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/${groups.length * 16}`,
    )
    return entry === undefined || groups.some((group) => group.startsWith('0')) ? undefined : [entry]
  }
  const whole = addressTextOf(source)
  if (whole !== undefined) return [whole]
  try {
    const builder = new IpSetBuilder()
    for (const prefix of prefixesMatching(automatonOf(source))) {
      const parsed = parseIpEntry(prefix)
      if (parsed.kind === 'address') builder.addIp(parsed.address)
      if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
    }
    return prefixesOf(builder.build())
  } catch (error) {
    if (error instanceof TooComplex) return undefined
    throw error
  }
}

/** Returns the IPv6 address of `^2001:db8::1$`. */
function addressTextOf(source: string): string | undefined {
  const text = /^\^([0-9a-f:]*:[0-9a-f:]*)\$$/i.exec(source)?.[1]
  return text === undefined ? undefined : addressEntry(text)
}

class TooComplex extends Error {}

/** Returns the networks of the IPv4 addresses that an automaton matches, octet by octet. */
function prefixesMatching(automaton: Automaton): readonly string[] {
  const known = new Map<string, readonly (readonly number[])[]>()
  const after = (states: ReadonlySet<number>, text: string): ReadonlySet<number> => {
    let now = states
    for (const character of text) now = closure(automaton, advance(automaton, now, character))
    return now
  }

  /** Returns the beginnings of what can follow `depth` octets: fewer octets than are missing stand for a network. */
  function below(states: ReadonlySet<number>, depth: number): readonly (readonly number[])[] {
    if (states.has(automaton.end)) return [[]]
    if (depth === 4 || states.size === 0) return []
    const key = `${depth} ${[...states].toSorted((one, other) => one - other).join(' ')}`
    const before = known.get(key)
    if (before !== undefined) return before
    const found: (readonly number[])[] = []
    for (let octet = 0; octet < 256; octet += 1) {
      const rest = below(after(after(states, String(octet)), depth === 3 ? '\n' : '.'), depth + 1)
      found.push(...rest.map((octets) => [octet, ...octets]))
      if (found.length > maxPrefixes) throw new TooComplex()
    }
    known.set(key, found)
    return found
  }

  return below(closure(automaton, new Set([automaton.begin])), 0).map((octets) =>
    octets.length === 4 ? octets.join('.') : `${[...octets, 0, 0, 0, 0].slice(0, 4).join('.')}/${octets.length * 8}`,
  )
}

function advance(automaton: Automaton, states: ReadonlySet<number>, character: string): ReadonlySet<number> {
  const next = new Set<number>()
  for (const state of states) {
    // Once matched, what follows does not matter.
    if (state === automaton.end) next.add(state)
    for (const { to, takes } of automaton.steps[state] ?? []) if (takes?.(character) === true) next.add(to)
  }
  return next
}

function closure(automaton: Automaton, states: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(states)
  for (const state of all)
    for (const { to, takes } of automaton.steps[state] ?? []) if (takes === undefined) all.add(to)
  return all
}

/** Builds an automaton for a search: unless the expression begins with `^`, any text may come before. A newline stands for the end. */
function automatonOf(source: string): Automaton {
  const steps: Step[][] = []
  let at = 0
  const state = (): number => {
    if (steps.length > maxStates) throw new TooComplex()
    return steps.push([]) - 1
  }
  const link = (from: number, to: number, takes?: Step['takes']): void =>
    void steps[from]!.push({ from, to, ...(takes !== undefined && { takes }) })

  function alternatives(from: number, isTop: boolean): number {
    const end = state()
    do link(sequence(from, isTop), end)
    while (source[at] === '|' && (at += 1))
    return end
  }

  function sequence(from: number, isTop: boolean): number {
    let last = state()
    link(from, last)
    if (source[at] === '^') {
      if (!isTop) throw new TooComplex()
      at += 1
    } else if (isTop) link(last, last, () => true)
    while (at < source.length && source[at] !== '|' && source[at] !== ')') last = repeated(last)
    return last
  }

  function repeated(from: number): number {
    const begin = at
    const to = atom(from)
    const end = at
    const [sign, low, high] = /^(?:[*+?]|\{(\d),?(\d)?\})/.exec(source.slice(at, at + 5)) ?? []
    if (sign === undefined) {
      if (source[at] === '{') throw new TooComplex()
      return to
    }
    at += sign.length
    const next = at
    if (/[?+]/.test(source[at] ?? '')) throw new TooComplex()
    if (sign === '?') link(from, to)
    if (sign === '*' || sign === '+') link(to, from)
    if (sign === '*') link(from, to)
    if (low === undefined) return joinedState(to)
    if (sign.endsWith(',}')) throw new TooComplex()
    let last = to
    const least = Number(low)
    if (least === 0) throw new TooComplex()
    const most = Number(high ?? low)
    const open: number[] = least <= 1 ? [to] : []
    for (let count = 2; count <= most; count += 1) {
      at = begin
      last = atom(last)
      if (at !== end) throw new TooComplex()
      if (count >= least) open.push(last)
    }
    at = next
    const joint = state()
    for (const each of open) link(each, joint)
    return joint
  }

  function joinedState(from: number): number {
    const next = state()
    link(from, next)
    return next
  }

  function atom(from: number): number {
    const character = source[at]!
    at += 1
    if (character === '(') {
      if (source.startsWith('?:', at)) at += 2
      else if (source[at] === '?') throw new TooComplex()
      const end = alternatives(from, false)
      if (source[at] !== ')') throw new TooComplex()
      at += 1
      return end
    }
    const to = state()
    link(from, to, takesOf(character))
    return to
  }

  function takesOf(character: string): (one: string) => boolean {
    switch (character) {
      case '.':
        return (one) => one !== '\n'
      case '$':
        return (one) => one === '\n'
      case '[': {
        const end = source.indexOf(']', at + 1)
        const members = source.slice(at, end)
        at = end + 1
        if (end < 0 || !/^\^?(?:\d-\d|[\d.:]|\\\.|\\d)+$/.test(members)) throw new TooComplex()
        const matches = new RegExp(`^[${members}]$`)
        return (one) => matches.test(one)
      }
      case '\\': {
        const escaped = source[at] ?? ''
        at += 1
        if (escaped === 'd') return (one) => /\d/.test(one)
        if (/[a-z0-9]/i.test(escaped) || escaped === '') throw new TooComplex()
        return (one) => one === escaped
      }
      case '^':
      case '*':
      case '+':
      case '?':
      case '{':
        throw new TooComplex()
      default:
        return (one) => one === character
    }
  }

  const begin = state()
  const end = alternatives(begin, true)
  if (at < source.length) throw new TooComplex()
  return { steps, begin, end }
}
