import { typedValue } from '@tidegate/request-specs'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeTyped } from '../page/write-typed.ts'
import { defaultStartMs } from './asked-request.ts'
import { readTyped } from './read-typed.ts'

/** Returns the problem of a line that is not valid. */
function problemOf(line: string): string | undefined {
  return readTyped(line).problems[0]?.message
}

/** Returns the times of requests, in milliseconds after noon. */
function timesOf(text: string): readonly number[] {
  const { requests, problems } = readTyped(text)
  expect(problems).toEqual([])
  return requests.map(({ atMs }) => atMs - defaultStartMs)
}

describe('a typed request', () => {
  it('needs only a path', () => {
    expect(readTyped('/login').requests).toEqual([
      {
        atMs: defaultStartMs,
        request: {
          method: 'GET',
          target: '/login',
          headers: [],
          peer: '203.0.113.20',
          ip: '203.0.113.20',
          facts: {},
        },
      },
    ])
  })

  it('says all that a policy can ask for', () => {
    const [asked] = readTyped(
      '2026-01-07T10:00:00Z POST /a?b=1 from 2001:db8::1 agent "a \\"b\\"" host x.example header "Cookie: a=b; c" user ana fact user.plan=pro fact seats=3 fact tags=["a","b"] status 401 lasts 1.5s',
    ).requests
    expect(asked).toEqual({
      atMs: Date.UTC(2026, 0, 7, 10),
      reply: 401,
      lastsMs: 1_500,
      request: {
        method: 'POST',
        target: '/a?b=1',
        headers: ['User-Agent', 'a "b"', 'Host', 'x.example', 'Cookie', 'a=b; c'],
        peer: '2001:db8::1',
        ip: '2001:db8::1',
        user: 'ana',
        facts: { 'user.plan': 'pro', seats: 3, tags: ['a', 'b'] },
      },
    })
  })

  it.each([
    ['/ x3 every 500ms\n+2s /', [0, 500, 1_000, 3_000]],
    ['9:30 /\n10:00:01.5 /', [-9_000_000, -7_198_500]],
    ['+1m / x2\n# a comment\n\n+1h /', [60_000, 60_000, 3_660_000]],
    ['2026-01-08T12:00:00Z /\n13:00 /', [86_400_000, 90_000_000]],
  ])('has a time: %j', (text, times) => {
    expect(timesOf(text)).toEqual(times)
  })

  it.each([
    ['hello', 'expected a path such as `/login`, not `hello`'],
    ['GET', 'expected a path such as `/login`'],
    ['25:00 GET /', '`25:00` is not a time'],
    ['2026-13-01T10:00:00Z /', 'is not a time'],
    ['/ from 192.0.2', '`192.0.2`'],
    ['/ from', '`from` needs a value'],
    ['/ x0', 'can be repeated 1 to 200,000 times'],
    ['/ every soon', 'expected a duration such as 500ms'],
    ['/ status 99', 'expected a status such as 401'],
    ['/ header Cookie', '`header` needs a name and a value'],
    ['/ fact plan', '`fact` needs a name and a value'],
    ['/ until 10:00', 'unknown word `until`'],
    ['+9999999d /', 'times are in the years 0000 to 9999'],
    ['+99999999999d /', 'expected a path such as `/login`, not `+99999999999d`'],
    ['/ x3 every 2000000d', 'times are in the years 0000 to 9999'],
    ['0000-01-01T00:00:00+01:00 /', 'times are in the years 0000 to 9999'],
    [`/ lasts ${'9'.repeat(400)}d`, 'expected a duration such as 500ms'],
    [`/ ${'a'.repeat(200)} b`, `unknown word \`${'a'.repeat(80)}…\``],
    [`/ agent "${'a'.repeat(20_000_000)}"`, 'the line is longer than 256 KiB'],
  ])('that is not valid is reported with its line: %s', (line, message) => {
    expect(problemOf(line)).toContain(message)
    expect(readTyped(`/\n${line}\n12:30 /`)).toMatchObject({ problems: [{ line: 2 }], unread: 1, requests: [{}, {}] })
  })

  it('can have a fact of any name', () => {
    const [asked] = readTyped('/ fact __proto__={"a":1} fact constructor=b').requests
    expect(Object.entries(asked!.request.facts!)).toEqual([
      ['__proto__', { a: 1 }],
      ['constructor', 'b'],
    ])
  })

  it('outside ASCII is sent as browsers and curl send it', () => {
    const [asked] = readTyped('/naïve?q=ü from 192.0.2.1 host bücher.example agent zoë header "X-Name: 東"').requests
    expect(asked!.request.target).toBe('/na%C3%AFve?q=%C3%BC')
    expect(asked!.request.headers).toEqual([
      'Host',
      'xn--bcher-kva.example',
      'User-Agent',
      'zo\u00c3\u00ab',
      'X-Name',
      '\u00e6\u009d\u00b1',
    ])
  })

  it('is repeated only until there are 200,000', () => {
    const read = readTyped('/ x150000\n/ x150000\n/')
    expect(read.requests).toHaveLength(150_000)
    expect(read.problems).toEqual([
      { line: 2, message: 'more than 200,000 requests: this line and later ones are left out' },
    ])
  })

  it('is read as it was written, whatever it contains', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '1', ' ', '"', '\\', "'", '=', ':', '#', '{', '\t', '\0', 'ü', '東', '😀'),
      minLength: 1,
    })
    fc.assert(
      fc.property(
        fc
          .string({ unit: fc.constantFrom('/', 'a', '%', '?', '&', '=', '#', '[', '{', "'", '\\') })
          .map((each) => `/${each}`),
        text,
        text,
        text,
        (target, agent, user, fact) => {
          const request = {
            method: 'GET',
            target,
            headers: ['User-Agent', typedValue(agent)],
            peer: '192.0.2.1',
            ip: '192.0.2.1',
            user,
            facts: { name: `v${fact}`, flag: true },
          }
          expect(readTyped(writeTyped(request))).toMatchObject({ problems: [], requests: [{ request }] })
        },
      ),
      { numRuns: runs(40) },
    )
  })
})
