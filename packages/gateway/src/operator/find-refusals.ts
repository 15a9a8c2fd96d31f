import type { Refusal } from '@tidegate/engine'
import { type IpRange, compareIp, parseIp, parsePrefix, prefixRange } from '@tidegate/values'
import type { NamedSite } from './name-sites.ts'
import type { RefusalQuery, SiteRefusal } from './refusal-answers.ts'

const defaultMax = 50
const mostMax = 1_000

/** The newest refusals of these sites that match, newest first. At most all that are remembered are read. */
export function findRefusals(sites: readonly NamedSite[], query: RefusalQuery): readonly SiteRefusal[] {
  const max = Math.min(query.max ?? defaultMax, mostMax)
  const matches = matcherOf(query)
  const found: SiteRefusal[] = []
  let isAfter = query.before === undefined
  for (const refusal of newestOf(sites)) {
    if (found.length >= max) break
    if (!isAfter) isAfter = refusal.id === query.before
    else if (matches(refusal)) found.push(refusal)
  }
  return found
}

/** The refusals of all sites, merged by time. */
function* newestOf(sites: readonly NamedSite[]): Generator<SiteRefusal, void> {
  const heads = sites.map(({ site, gate }) => {
    const rest = gate.refusals()
    return { site, rest, next: rest.next() }
  })
  for (;;) {
    let newest: (typeof heads)[number] | undefined
    for (const head of heads)
      if (head.next.done !== true && (newest === undefined || atOf(head.next) > atOf(newest.next))) newest = head
    if (newest === undefined || newest.next.done === true) return
    yield { ...newest.next.value, site: newest.site }
    newest.next = newest.rest.next()
  }
}

function atOf(next: IteratorResult<Refusal, void>): number {
  return next.done === true ? -Infinity : next.value.atMs
}

function matcherOf({ ip, user, rule: wanted }: RefusalQuery): (refusal: Refusal) => boolean {
  const isNear = ip === undefined ? undefined : networkOf(ip)
  return (refusal) => {
    const { rule } = refusal
    if (isNear !== undefined && !isNear(refusal.ip)) return false
    if (user !== undefined && refusal.user !== user) return false
    if (wanted === undefined) return true
    return rule !== undefined && [rule.name, rule.id, `${rule.file}:${rule.line}`, rule.text].includes(wanted)
  }
}

/** Whether an address is in a network, or is the same; a text that is neither matches nothing. */
function networkOf(text: string): (ip: string | undefined) => boolean {
  const range = rangeOf(text)
  return (written) => {
    const ip = written === undefined ? undefined : parseIp(written)
    return (
      range !== undefined &&
      ip !== undefined &&
      ip.family === range.first.family &&
      compareIp(range.first, ip) <= 0 &&
      compareIp(ip, range.last) <= 0
    )
  }
}

function rangeOf(text: string): IpRange | undefined {
  const ip = parseIp(text)
  if (ip !== undefined) return { first: ip, last: ip }
  const parsed = parsePrefix(text)
  return parsed.kind === 'prefix' ? prefixRange(parsed.prefix) : undefined
}
