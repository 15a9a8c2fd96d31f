import { runs } from '@tidegate/test-support'
import { type IpSet, IpSetBuilder, ipSetHas, parseIp, parseIpEntry } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Requirements, TextMark } from './requirements.ts'
import { overlapOf } from './overlap-of.ts'

const host = (text: string): Requirements => requirements({ host: [{ text, isPrefix: false }] })
const below = (text: string): Requirements => requirements({ path: [{ text, isPrefix: true }] })

function requirements(
  texts: Readonly<Record<string, readonly TextMark[]>>,
  entries: readonly string[] = [],
): Requirements {
  return {
    texts: new Map(Object.entries(texts)),
    addresses: new Map(entries.length === 0 ? [] : [['ip', setOf(entries)]]),
  }
}

function setOf(entries: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const entry of entries) {
    const parsed = parseIpEntry(entry)
    if (parsed.kind === 'address') builder.addIp(parsed.address)
    else if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
  }
  return builder.build()
}

function many<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

describe('overlapOf', () => {
  it('finds items without requirements', () => {
    expect(
      overlapOf(
        many(64, () => requirements({})),
        64,
      ),
    ).toBeUndefined()
    expect(
      overlapOf(
        many(65, () => requirements({})),
        64,
      ),
    ).toHaveLength(65)
  })

  it('distinguishes thousands of hosts, paths or networks', () => {
    expect(
      overlapOf(
        many(20_000, (i) => host(`h${i >> 1}`)),
        2,
      ),
    ).toBeUndefined()
    expect(
      overlapOf(
        many(10_000, (i) => below(`/api/${i}/`)),
        1,
      ),
    ).toBeUndefined()
    expect(
      overlapOf(
        many(10_000, (i) => requirements({}, [`10.${i >> 8}.${i & 255}.0/24`])),
        1,
      ),
    ).toBeUndefined()
    expect(
      overlapOf(
        many(300, (i) => requirements({}, [`2001:db8:${i.toString(16)}::/48`])),
        1,
      ),
    ).toBeUndefined()
  })

  it('counts nested paths and networks', () => {
    expect(
      overlapOf(
        many(10, (i) => below('/a'.repeat(i))),
        9,
      ),
    ).toHaveLength(10)
    expect(
      overlapOf(
        many(10, (i) => requirements({}, [`10.0.0.0/${8 + i}`])),
        9,
      ),
    ).toHaveLength(10)
    expect(overlapOf([host('a'), host('b'), requirements({}), host('a')], 2)).toEqual([
      requirements({}),
      host('a'),
      host('a'),
    ])
  })

  it('combines two subjects', () => {
    const mixed = [...many(100, (i) => host(`h${i}`)), ...many(100, (i) => below(`/${i}/`))]
    expect(overlapOf(mixed, 2)).toBeUndefined()
    expect(overlapOf(mixed, 1)).toHaveLength(2)
  })

  it('treats all items as overlapping once the budget is spent', () => {
    const nested = many(2_000, (i) => below('a'.repeat(i)))
    expect(overlapOf(nested, 64)).toHaveLength(2_000)
  })

  it('never misses a request for which more items are in force', () => {
    const text = fc.constantFrom('', 'a', 'ab', 'aba', 'b', 'ba')
    const marks = fc.array(fc.record({ text, isPrefix: fc.boolean() }), { minLength: 1, maxLength: 3 })
    const networks = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '192.0.2.1', '2001:db8::/32', '2001:db8:1::/48']
    const item = fc
      .record({
        host: fc.option(marks, { nil: undefined, freq: 2 }),
        path: fc.option(marks, { nil: undefined, freq: 2 }),
        entries: fc.option(fc.subarray(networks, { minLength: 1 }), { nil: [], freq: 2 }),
      })
      .map(({ host: hosts, path, entries }) =>
        requirements({ ...(hosts !== undefined && { host: hosts }), ...(path !== undefined && { path }) }, entries),
      )
    const texts = ['', 'a', 'ab', 'aba', 'abab', 'b', 'ba', 'c']
    const ips = ['10.0.0.1', '10.1.0.1', '10.1.2.9', '192.0.2.1', '2001:db8::1', '2001:db8:1::1', '8.8.8.8']
    const requests = texts.flatMap((one) => texts.flatMap((path) => ips.map((ip) => ({ host: one, path, ip }))))
    let exceeding = 0
    fc.assert(
      fc.property(fc.array(item, { maxLength: 9 }), fc.nat(5), (items, max) => {
        const counts = requests.map((request) => items.filter((each) => isInForce(each, request)).length)
        const found = overlapOf(items, max)
        if (Math.max(0, ...counts) > max) exceeding++
        if (found === undefined) expect(Math.max(0, ...counts)).toBeLessThanOrEqual(max)
        else expect(found.length).toBeGreaterThan(max)
      }),
      { numRuns: runs(300, 1 / 2) },
    )
    expect(exceeding).toBeGreaterThan(30)
  })

  it('finds an overlap only if there is one, for requirements on a single subject', () => {
    const item = fc
      .constantFrom('a', 'ab', 'b', 'ba', 'bab')
      .chain((text) => fc.boolean().map((isPrefix) => ({ text, isPrefix })))
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), fc.nat(4), (all, max) => {
        const items = all.map((mark) => requirements({ path: [mark] }))
        const counts = ['a', 'ab', 'b', 'ba', 'bab'].map(
          (path) => items.filter((each) => isInForce(each, { path })).length,
        )
        expect(overlapOf(items, max) !== undefined).toBe(Math.max(0, ...counts) > max)
      }),
      { numRuns: runs(200, 1 / 2) },
    )
  })
})

function isInForce({ texts, addresses }: Requirements, request: Readonly<Record<string, string>>): boolean {
  const holds = ({ text, isPrefix }: TextMark, value: string): boolean =>
    isPrefix ? value.startsWith(text) : value === text
  const areTexts = [...texts].every(([key, marks]) => marks.some((mark) => holds(mark, request[key]!)))
  return areTexts && [...addresses].every(([key, set]) => ipSetHas(set, parseIp(request[key]!)!))
}
