import { checkPolicy, noFiles } from '@tidegate/dsl'
import type { GateRequest } from '@tidegate/engine'
import { createFactReader, planPolicy } from '@tidegate/engine/tools'
import { interpret } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { readHost } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Part = '==' | 'starts with' | 'ends with' | 'contains'

const parts: readonly Part[] = ['==', 'starts with', 'ends with', 'contains']

/** A subject of tests, and the requests in which a value occurs. */
interface SubjectCase {
  readonly fact: string
  /** Texts of policies, and values that requests may have. */
  readonly texts: fc.Arbitrary<string>
  /** The value that the gate reads from a request for `written`; undefined if no server passes on such a request. */
  readonly valueOf: (written: string) => string | undefined
  /** Whether a server can pass on a value. */
  readonly isReal: (value: string) => boolean
  readonly requestFor: (value: string) => Partial<GateRequest>
  /** What may come before and after a text to form a value. */
  readonly starts: readonly string[]
  readonly ends: readonly string[]
}

function pieces(...all: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 6 }).map((some) => some.join(''))
}

const fieldTexts = pieces(
  'a',
  'B',
  ' ',
  '\t',
  'é',
  'ÿ',
  'Ő',
  '\u{85}',
  '\u{0}',
  '\n',
  '\u{7f}',
  '-',
  '"',
  '/',
  '%41',
  '😀',
)

/** What a server passes on for a header field: octets without blanks at the ends. RFC 9110 §5.5. */
function fieldValue(written: string): string | undefined {
  const octets = Array.from(new TextEncoder().encode(written), (octet) => String.fromCharCode(octet)).join('')
  // eslint-disable-next-line no-control-regex
  return /[\0-\x08\x0a-\x1f\x7f]/.test(octets) ? undefined : octets.replaceAll(/^[\t ]+|[\t ]+$/g, '')
}

function isFieldValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) && !/^[\t ]|[\t ]$/.test(value)
}

const groups = Array.from({ length: 8 }, (_, count) => '1:'.repeat(count))

const cases: readonly SubjectCase[] = [
  {
    fact: 'host',
    texts: pieces(
      'a',
      'B',
      'xn--',
      '.',
      '-',
      '_',
      ':',
      '80',
      '127.0',
      '.1',
      '0x7f',
      '[',
      ']',
      '[2001:db8::',
      '1',
      'ü',
      ' ',
      '*',
      '/',
      '@',
      'f:',
      '%',
    ),
    valueOf: (written) => {
      const reading = readHost(written)
      return reading.kind === 'host' ? reading.host : undefined
    },
    isReal: () => true,
    requestFor: (value) => ({ headers: ['Host', value] }),
    starts: [
      '',
      'a',
      '1',
      '1.',
      '1.1',
      '1.1.',
      '1.1.1',
      '1.1.1.',
      '1.1.1.1',
      ...groups.flatMap((some) => [`[${some}`, `[${some}1`, `[${some}:`]),
    ],
    ends: [
      '',
      'g',
      ':]',
      '::]',
      ...groups.flatMap((some) =>
        [':1'.repeat(some.length / 2), `1${':1'.repeat(some.length / 2)}`, `:${':1'.repeat(some.length / 2)}`].map(
          (end) => `${end}]`,
        ),
      ),
    ],
  },
  {
    fact: 'method',
    texts: pieces('A', 'B', 'c', '-', '1', ' ', 'GET', 'é'),
    valueOf: (written) => (/^[A-Z][A-Z-]*$/.test(written) ? written : undefined),
    isReal: (value) => /^[A-Z-]+$/.test(value),
    requestFor: (value) => ({ method: value }),
    starts: ['', 'A'],
    ends: ['', 'A'],
  },
  {
    fact: 'agent',
    texts: fieldTexts,
    valueOf: fieldValue,
    isReal: isFieldValue,
    requestFor: (value) => ({ headers: ['User-Agent', value] }),
    starts: ['', 'a'],
    ends: ['', 'a'],
  },
  {
    fact: 'header("x-a")',
    texts: fieldTexts,
    valueOf: fieldValue,
    isReal: isFieldValue,
    requestFor: (value) => ({ headers: ['X-A', value] }),
    starts: ['', 'a'],
    ends: ['', 'a'],
  },
  {
    fact: 'query("a")',
    texts: pieces(
      'a',
      'B',
      ' ',
      '+',
      '&',
      '=',
      '#',
      '%',
      '%41',
      'é',
      '\u{fffd}',
      '\u{feff}',
      '\n',
      '\u{0}',
      '\u{d800}',
      '😀',
    ),
    valueOf: (written) => (written.isWellFormed() ? written : undefined),
    isReal: () => true,
    requestFor: (value) => ({ target: `/?a=${encodeURIComponent(value)}` }),
    starts: [''],
    ends: [''],
  },
  {
    fact: 'cookie("a")',
    texts: pieces(
      'a',
      'B',
      ' ',
      ';',
      '"',
      '=',
      ',',
      '%',
      '%41',
      'é',
      '\u{fffd}',
      '\u{feff}',
      '\n',
      '\u{0}',
      '\u{dc00}',
      '😀',
    ),
    valueOf: (written) => (written.isWellFormed() ? written : undefined),
    isReal: () => true,
    requestFor: (value) => ({ headers: ['Cookie', `a=${encodeURIComponent(value)}`] }),
    starts: [''],
    ends: [''],
  },
  {
    fact: 'user',
    texts: pieces('a', 'B', ' ', 'é', '\n', '😀'),
    valueOf: (written) => written,
    isReal: () => true,
    requestFor: (value) => ({ user: value }),
    starts: [''],
    ends: [''],
  },
]

/** Writes a text as a string of a policy. */
function quote(text: string): string {
  return `"${Array.from(text, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join('')}"`
}

const now = Date.UTC(2026, 10, 18)

type Blocks = (request: Partial<GateRequest>) => boolean

/** Returns which requests a test blocks; undefined if the policy is rejected. */
function blocksOf(test: string): Blocks | undefined {
  const { model } = checkPolicy({ file: 'site.policy', text: `block ${test}` }, noFiles)
  if (model === undefined) return undefined
  const read = createFactReader(planPolicy(model))
  return (request) => {
    const reading = read({ method: 'POST', target: '/', headers: [], peer: '192.0.2.1', ...request }, now)
    return reading.kind === 'facts' && interpret(model, reading.facts).refused !== undefined
  }
}

function cut(value: string, part: Part, from: number, to: number): string {
  switch (part) {
    case '==':
      return value
    case 'starts with':
      return value.slice(0, to)
    case 'ends with':
      return value.slice(from)
    case 'contains':
      return value.slice(from, to)
  }
}

describe.each(cases)('a text test on $fact', ({ fact, texts, valueOf, isReal, requestFor, starts, ends }) => {
  it.each(parts)('`%s` is accepted only if a request satisfies it', (part) => {
    fc.assert(
      fc.property(texts, (text) => {
        const blocks = blocksOf(`${fact} ${part} ${quote(text)}`)
        if (blocks === undefined) return
        const before = part === '==' || part === 'starts with' ? [''] : starts
        const after = part === '==' || part === 'ends with' ? [''] : ends
        const values = before.flatMap((start) => after.map((end) => start + text + end)).filter(isReal)
        const satisfied = values.some((value) => blocks(requestFor(value)))
        expect(satisfied).toBe(true)
      }),
      { numRuns: runs(40, 1 / 2) },
    )
  })

  it.each(parts)('`%s` is an error only if no request satisfies it', (part) => {
    fc.assert(
      fc.property(texts, fc.nat(6), fc.integer({ min: 1, max: 7 }), (written, from, length) => {
        const value = valueOf(written)
        fc.pre(value !== undefined && value !== '')
        const text = cut(value, part, from, from + length)
        fc.pre(text !== '' && text.isWellFormed())
        const blocks = blocksOf(`${fact} ${part} ${quote(text)}`)
        expect(blocks?.(requestFor(value))).toBe(true)
      }),
      { numRuns: runs(75, 1 / 2) },
    )
  })
})
