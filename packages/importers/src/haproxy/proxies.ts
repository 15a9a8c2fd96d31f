import type { HaproxyFile, HaproxyLine, HaproxySection } from './parse-haproxy.ts'
import type { StickTable } from './haproxy-context.ts'

/** A frontend, backend or listen section, with the lines that it inherits from `defaults`. */
export interface Proxy {
  readonly kind: 'frontend' | 'backend' | 'listen'
  readonly name: string
  readonly line: number
  readonly lines: readonly HaproxyLine[]
  readonly isHttp: boolean
}

/** Returns all proxies of a file, in order. */
export function proxiesOf({ sections }: HaproxyFile): readonly Proxy[] {
  const proxies: Proxy[] = []
  const byName = new Map<string, HaproxySection>()
  let defaults: HaproxySection | undefined
  for (const section of sections) {
    const { kind, name, rest, line } = section
    if (kind === 'defaults') {
      defaults = section
      byName.set(name, section)
    }
    if (kind !== 'frontend' && kind !== 'backend' && kind !== 'listen') continue
    const at = rest.indexOf('from')
    const base = at < 0 ? defaults : byName.get(rest[at + 1] ?? '')
    const inherited = base === undefined ? [] : linesOf(base, byName, 0)
    const lines = [...inherited, ...section.lines]
    const mode = lines.findLast(({ words }) => words[0] === 'mode')?.words[1]
    proxies.push({ kind, name, line, lines: withShortBind(section, lines), isHttp: mode === 'http' })
  }
  return proxies
}

/** The lines of `defaults`, which may themselves be based on others. */
function linesOf(
  section: HaproxySection,
  byName: ReadonlyMap<string, HaproxySection>,
  depth: number,
): readonly HaproxyLine[] {
  const at = section.rest.indexOf('from')
  const base = at < 0 || depth > 20 ? undefined : byName.get(section.rest[at + 1] ?? '')
  return base === undefined || base === section
    ? section.lines
    : [...linesOf(base, byName, depth + 1), ...section.lines]
}

/** `frontend web :80` is short for a `bind` line. */
function withShortBind({ rest, line }: HaproxySection, lines: readonly HaproxyLine[]): readonly HaproxyLine[] {
  const [address] = rest
  return address === undefined || address === 'from' ? lines : [{ words: ['bind', address], line }, ...lines]
}

/** Returns every table by name: that of a proxy, and those of `peers` sections. */
export function stickTables(file: HaproxyFile, proxies: readonly Proxy[]): ReadonlyMap<string, StickTable> {
  const tables = new Map<string, StickTable>()
  for (const { name, lines } of proxies) {
    const line = lines.find(({ words }) => words[0] === 'stick-table')
    if (line !== undefined) tables.set(name, tableOf(name, line.words.slice(1)))
  }
  for (const { kind, name, lines } of file.sections)
    for (const { words } of kind === 'peers' ? lines : [])
      if (words[0] === 'table') tables.set(`${name}/${words[1] ?? ''}`, tableOf(words[1] ?? '', words.slice(2)))
  return tables
}

function tableOf(name: string, words: readonly string[]): StickTable {
  const after = (word: string): string => words[words.indexOf(word) + 1] ?? ''
  const stored = words.flatMap((word, index) => (words[index - 1] === 'store' ? word.split(/,(?![^(]*\))/) : []))
  const rates = new Map<string, number>()
  for (const each of stored) {
    const [, counter, period] = /^(\w+)\((?:\d+,)?(\w+)\)$/.exec(each) ?? []
    const length = period === undefined ? undefined : millisecondsOf(period)
    if (counter !== undefined && length !== undefined) rates.set(counter, length)
  }
  return { name, type: words.includes('type') ? after('type') : 'ip', rates }
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Returns a time of HAProxy in milliseconds; without a unit it is in milliseconds. */
function millisecondsOf(text: string): number | undefined {
  const [, count, unit = 'ms'] = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * units[unit]!
}

/**
 * Returns the proxy that receives the requests of clients, of several: the one with TLS or port 443, else the one on port 80, else the
 * first.
 */
export function mainProxy(proxies: readonly Proxy[]): Proxy | undefined {
  const fronts = proxies.filter(({ kind, isHttp }) => kind !== 'backend' && isHttp)
  const serving = fronts.filter((proxy) => !onlyRedirects(proxy))
  const bound = (pattern: RegExp): Proxy | undefined =>
    serving.find(({ lines }) =>
      lines.some(({ words }) => words[0] === 'bind' && pattern.test(words.slice(1).join(' '))),
    )
  return bound(/:443\b|\bssl\b/) ?? bound(/:80\b/) ?? serving[0] ?? fronts[0]
}

/** Whether a frontend sends all requests elsewhere, such as to https. */
function onlyRedirects({ lines }: Proxy): boolean {
  return lines.some(({ words }) => {
    const redirects = words[0] === 'redirect' || (words[0] === 'http-request' && words[1] === 'redirect')
    return (
      redirects && (!words.includes('if') || words.includes('!{')) && !words.includes('unless') && isOfScheme(words)
    )
  })
}

function isOfScheme(words: readonly string[]): boolean {
  const at = words.indexOf('if')
  return at < 0 || words.slice(at + 1).join(' ') === '!{ ssl_fc }'
}
