import { runs } from '@tidegate/test-support'
import { type IpSet, IpSetBuilder, ipSetHas, parseIp, parseIpEntry } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Asked, TextMark } from './asked.ts'
import { crowdOf } from './overlap-of.ts'

const host = (text: string): Asked => asked({ host: [{ text, isPrefix: false }] })
const below = (text: string): Asked => asked({ path: [{ text, isPrefix: true }] })

function asked(texts: Readonly<Record<string, readonly TextMark[]>>, entries: readonly string[] = []): Asked {
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

describe('crowdOf', () => {
  it('finds those who ask for nothing', () => {
    expect(
      crowdOf(
        many(64, () => asked({})),
        64,
      ),
    ).toBeUndefined()
    expect(
      crowdOf(
        many(65, () => asked({})),
        64,
      ),
    ).toHaveLength(65)
  })

  it('tells apart thousands of hosts, paths or networks', () => {
    expect(
      crowdOf(
        many(20_000, (i) => host(`h${i >> 1}`)),
        2,
      ),
    ).toBeUndefined()
    expect(
      crowdOf(
        many(10_000, (i) => below(`/api/${i}/`)),
        1,
      ),
    ).toBeUndefined()
    expect(
      crowdOf(
        many(10_000, (i) => asked({}, [`10.${i >> 8}.${i & 255}.0/24`])),
        1,
      ),
    ).toBeUndefined()
    expect(
      crowdOf(
        many(300, (i) => asked({}, [`2001:db8:${i.toString(16)}::/48`])),
        1,
      ),
    ).toBeUndefined()
  })

  it('counts what lies inside of each other', () => {
    expect(
      crowdOf(
        many(10, (i) => below('/a'.repeat(i))),
        9,
      ),
    ).toHaveLength(10)
    expect(
      crowdOf(
        many(10, (i) => asked({}, [`10.0.0.0/${8 + i}`])),
        9,
      ),
    ).toHaveLength(10)
    expect(crowdOf([host('a'), host('b'), asked({}), host('a')], 2)).toEqual([asked({}), host('a'), host('a')])
  })

  it('looks at one thing inside of another', () => {
    const mixed = [...many(100, (i) => host(`h${i}`)), ...many(100, (i) => below(`/${i}/`))]
    expect(crowdOf(mixed, 2)).toBeUndefined()
    expect(crowdOf(mixed, 1)).toHaveLength(2)
  })

  it('takes all for together once its steps are spent', () => {
    const nested = many(2_000, (i) => below('a'.repeat(i)))
    expect(crowdOf(nested, 64)).toHaveLength(2_000)
  })

  it('never overlooks a request for which more are in force', () => {
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
        asked({ ...(hosts !== undefined && { host: hosts }), ...(path !== undefined && { path }) }, entries),
      )
    const texts = ['', 'a', 'ab', 'aba', 'abab', 'b', 'ba', 'c']
    const ips = ['10.0.0.1', '10.1.0.1', '10.1.2.9', '192.0.2.1', '2001:db8::1', '2001:db8:1::1', '8.8.8.8']
    const requests = texts.flatMap((one) => texts.flatMap((path) => ips.map((ip) => ({ host: one, path, ip }))))
    let crowded = 0
    fc.assert(
      fc.property(fc.array(item, { maxLength: 9 }), fc.nat(5), (items, most) => {
        const counts = requests.map((request) => items.filter((each) => isInForce(each, request)).length)
        const found = crowdOf(items, most)
        if (Math.max(0, ...counts) > most) crowded++
        if (found === undefined) expect(Math.max(0, ...counts)).toBeLessThanOrEqual(most)
        else expect(found.length).toBeGreaterThan(most)
      }),
      { numRuns: runs(300) },
    )
    expect(crowded).toBeGreaterThan(30)
  })

  it('finds a crowd only where there is one, as long as one thing is asked for', () => {
    const item = fc
      .constantFrom('a', 'ab', 'b', 'ba', 'bab')
      .chain((text) => fc.boolean().map((isPrefix) => ({ text, isPrefix })))
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), fc.nat(4), (all, most) => {
        const items = all.map((mark) => asked({ path: [mark] }))
        const counts = ['a', 'ab', 'b', 'ba', 'bab'].map(
          (path) => items.filter((each) => isInForce(each, { path })).length,
        )
        expect(crowdOf(items, most) !== undefined).toBe(Math.max(0, ...counts) > most)
      }),
      { numRuns: runs(200) },
    )
  })
})

function isInForce({ texts, addresses }: Asked, request: Readonly<Record<string, string>>): boolean {
  const holds = ({ text, isPrefix }: TextMark, value: string): boolean =>
    isPrefix ? value.startsWith(text) : value === text
  const areTexts = [...texts].every(([key, marks]) => marks.some((mark) => holds(mark, request[key]!)))
  return areTexts && [...addresses].every(([key, set]) => ipSetHas(set, parseIp(request[key]!)!))
}
