import { costCasesOf, type Model, type Rule, type Test, testsOf, type TextSubject } from '@tidegate/model'
import { formatIp, type IpAddress, type IpSet, ipSetPrefixes, parseDay, parseIp } from '@tidegate/values'
import type { GateRequest } from '../request.ts'

/** The values from which requests are drawn: those in models, and values next to them. */
interface Pools {
  readonly ips: readonly string[]
  readonly paths: readonly string[]
  readonly agents: readonly string[]
  readonly texts: readonly string[]
  readonly numbers: readonly number[]
  readonly instants: readonly number[]
}

/**
 * Random requests at the boundaries of a model's conditions, each with its time (ms since 1970): first and last addresses of prefixes and
 * their neighbours, paths with a segment more or less, tokens with and without word boundaries, texts with an additional character, minutes
 * at which windows open or close. The same for the same seed.
 */
export function requestsNear(
  models: readonly Model[],
  seed: number,
  count: number,
): readonly (readonly [GateRequest, number])[] {
  const pools = poolsOf(models)
  const random = randomOf(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const facts = new Map(models.flatMap((model) => model.facts.map((spec) => [spec.name, spec.type] as const)))
  const text = (): string => (random() < 0.5 ? pick(pools.texts) : pick(['x', '1', 'a']))
  const maybe = <T>(make: () => T): T | undefined => (random() < 0.6 ? make() : undefined)
  const several = <T>(make: () => T): readonly T[] => Array.from({ length: random() < 0.8 ? 1 : 2 }, make)

  function factValue(type: string): unknown {
    switch (type) {
      case 'text':
        return text()
      case 'texts':
        return random() < 0.2 ? [] : several(text)
      case 'number':
        return pick(pools.numbers)
      case 'flag':
        return random() < 0.5
      case 'ip':
        return pick(pools.ips)
      default:
        return random() < 0.2 ? [] : several(() => pick(pools.ips))
    }
  }

  function headersOf(): readonly string[] {
    const named = (name: string, values: readonly string[] | undefined): readonly string[] =>
      (values ?? []).flatMap((value) => [name, value])
    const agent = maybe(() => several(() => pick(pools.agents)).join(pick([' ', '; ', ''])))
    const cookies = maybe(() => several(text).map((value) => `c=${encodeURIComponent(value)}`))
    return [
      ...named(
        'host',
        maybe(() => [text()]),
      ),
      ...named('user-agent', agent === undefined ? undefined : [agent]),
      ...named(
        'x-key',
        maybe(() => several(text)),
      ),
      ...named('cookie', cookies === undefined ? undefined : [cookies.join('; ')]),
    ]
  }

  function request(): readonly [GateRequest, number] {
    const path = pick(pools.paths)
    const query = maybe(() => several(text).map((value) => `k=${encodeURIComponent(value)}`))
    const supplied = [...facts].flatMap(([name, type]) => {
      const value = maybe(() => factValue(type))
      return value === undefined ? [] : [[name, value] as const]
    })
    const user = maybe(text)
    return [
      {
        method: random() < 0.7 ? 'GET' : random() < 0.5 ? 'POST' : methodOf(text()),
        target: query === undefined ? path : `${path}?${query.join('&')}`,
        headers: headersOf(),
        peer: maybe(() => pick(pools.ips)),
        ip: pick(pools.ips),
        ...(user !== undefined && user !== '' && { user }),
        facts: Object.fromEntries(supplied),
      },
      pick(pools.instants),
    ]
  }

  return Array.from({ length: count }, request)
}

function poolsOf(models: readonly Model[]): Pools {
  const named = models.flatMap((model) => model.rules.flatMap(testsOfRule))
  const texts = named.flatMap((test) =>
    test.kind === 'text-in' ? test.values : test.kind === 'text-match' ? [test.value] : [],
  )
  const tokens = models.flatMap(({ botSets }) =>
    botSets.flatMap(({ terms, except }) =>
      [...terms, ...except].flatMap((term) => (term.kind === 'token' ? [term.text] : [])),
    ),
  )
  const aboutAgents = named.flatMap((test) => (isAboutAgent(test) ? valuesOf(test) : []))
  const patterns = models.flatMap(({ pathSets }) => pathSets.flatMap(({ include, except }) => [...include, ...except]))
  const numbers = named.flatMap((test) => (test.kind === 'number-compare' ? [test.value] : []))
  return {
    ips: [
      ...new Set([
        '192.0.2.1',
        '2a00::1',
        ...models.flatMap(({ addressSets }) => addressSets.flatMap(({ set }) => addressesNear(set))),
      ]),
    ],
    paths: [...new Set(['/', ...patterns.flatMap(pathsNear), ...texts.filter((text) => text.startsWith('/'))])],
    agents: [...new Set(['Mozilla/5.0', '', ...[...tokens, ...aboutAgents].flatMap(agentsNear)])],
    texts: [...new Set(['', ...texts.flatMap((text) => [text, `${text}x`, `x${text}`, text.toUpperCase()])])],
    numbers: [0, ...numbers.flatMap((value) => [value - 1, value, value + 1])],
    instants: instantsNear(models),
  }
}

/** The text if it is a valid method (RFC 9110 §9.1). */
function methodOf(text: string): string {
  return /^[\w!#$%&'*+\-.^`|~]+$/.test(text) ? text : 'PUT'
}

/** All tests of a rule, including those of its guards. */
function testsOfRule(rule: Rule): readonly Test[] {
  const guards = [...rule.guards, ...costCasesOf(rule)].flatMap(({ condition }) => testsOf(condition))
  return rule.kind === 'limit' ? guards : [...guards, ...testsOf(rule.condition)]
}

function isAboutAgent(test: Test): test is Extract<Test, { kind: 'text-in' | 'text-match' }> {
  const subject: TextSubject | undefined =
    test.kind === 'text-in' || test.kind === 'text-match' ? test.subject : undefined
  return subject?.kind === 'agent' || subject?.kind === 'bot'
}

function valuesOf(test: Extract<Test, { kind: 'text-in' | 'text-match' }>): readonly string[] {
  return test.kind === 'text-in' ? test.values : [test.value]
}

/** First and last addresses of a set's networks, and their neighbours. */
function addressesNear(set: IpSet): readonly string[] {
  return [...ipSetPrefixes(set)].flatMap(({ address, length }) => {
    const bits = (address.family === 4 ? 32 : 128) - length
    const first = numberOf(address)
    const last = first + (1n << BigInt(bits)) - 1n
    const all = address.family === 4 ? (1n << 32n) - 1n : (1n << 128n) - 1n
    return [first - 1n, first, last, last + 1n]
      .filter((at) => at >= 0n && at <= all)
      .map((at) => ipText(address.family, at))
  })
}

function numberOf({ family, a, b, c, d }: IpAddress): bigint {
  if (family === 4) return BigInt(a)
  return [a, b, c, d].reduce((number, word) => (number << 32n) | BigInt(word), 0n)
}

function ipText(family: 4 | 6, number: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')
  const words = Array.from({ length: 8 }, (_, at) => ((number >> BigInt(112 - 16 * at)) & 0xffffn).toString(16))
  return formatIp(parseIp(words.join(':'))!)
}

/** Paths that a pattern matches, and paths that it just fails to match. */
function pathsNear(pattern: string): readonly string[] {
  const filled = ['', 'x', 'x/y'].map((filling) => pattern.replaceAll('**', filling).replaceAll('*', filling))
  return filled.flatMap((path) => {
    const shorter = path.slice(0, path.lastIndexOf('/'))
    return [path, `${path}/`, `${path}/x`, `${path}x`, shorter, path.toUpperCase()].filter((each) =>
      each.startsWith('/'),
    )
  })
}

function agentsNear(token: string): readonly string[] {
  return [token, token.toUpperCase(), `x${token}`, `${token}x`, `-${token}-`, token.slice(1), `${token}/1.0 (${token})`]
}

/** Minutes around those at which a window can open or close: its clock spans on its dates, or on the days of two weeks. */
function instantsNear(models: readonly Model[]): readonly number[] {
  const specs = models.flatMap(({ windows }) => windows.map(({ spec }) => spec))
  const instants = [Date.UTC(2026, 2, 28, 10), Date.UTC(2019, 0, 1), Date.UTC(2110, 0, 1)]
  for (const { terms, except, zone } of specs) {
    const all = [...terms, ...except]
    const dates = all.flatMap(({ dates: span }) => (span === undefined ? [] : [span.first, span.last]))
    const days = [
      ...dates.flatMap((date) => parseDay(date) ?? []),
      ...Array.from({ length: 14 }, (_, at) => 20_540 + at),
    ]
    const clocks = [0, ...all.flatMap(({ clock }) => (clock === undefined ? [] : [clock.from, clock.to]))]
    const offset = zone === 'UTC' ? 0 : 120
    for (const day of days) {
      for (const clock of clocks) {
        for (const minute of [-60, -1, 0, 1]) instants.push((day * 1440 + clock + minute - offset) * 60_000)
      }
    }
  }
  return instants
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
