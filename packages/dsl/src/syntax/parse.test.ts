import { runs, sizeUpTo } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Statement } from './ast.ts'
import type { BotsDeclaration } from './ast/declarations.ts'
import { parse } from './parse.ts'
import { ownTokens } from './tokens.ts'

const codesOf = (text: string): readonly string[] =>
  parse({ file: 'test.policy', text }).diagnostics.map(({ code }) => code)

function statementsOf(text: string): readonly Statement[] {
  const { ast, diagnostics } = parse({ file: 'test.policy', text })
  expect(diagnostics).toEqual([])
  return ast.statements
}

describe('contextual keywords', () => {
  test('are tokens of bots everywhere else', () => {
    const [bots] = statementsOf('bots generic = bot, file, code, set, word, catalog, only, per-user') as [
      BotsDeclaration,
    ]
    expect(bots.set.entries.map((entry) => entry.kind === 'token' && entry.text)).toEqual([
      'bot',
      'file',
      'code',
      'set',
      'word',
      'catalog',
      'only',
      'per-user',
    ])
  })

  test('are names everywhere else', () => {
    const names = ['only', 'ip', 'match', 'file', 'at', 'total', 'limits', 'replies', 'anyone', 'network', 'exact']
    const declared = statementsOf(names.map((name) => `list ${name} = ${name}`).join('\n'))
    expect(declared.map((statement) => statement.kind === 'list' && statement.name.text)).toEqual(names)
  })

  test('reserved words are tokens of bots where this is unambiguous', () => {
    const text = 'bots a = block, limit, where\nbots b = shadow, use except import\nlimit 1 per day in total'
    const kinds = statementsOf(text).map(({ kind }) => kind)
    expect(kinds).toEqual(['bots', 'bots', 'limit'])
  })

  test('a trailing comma does not swallow the `shadow` of the next rule', () => {
    const { ast, diagnostics } = parse({ file: 'x', text: 'bots a = curl,\nshadow block bot in a' })
    expect(diagnostics.map(({ code }) => code)).toEqual(['TG110'])
    expect(ast.statements).toMatchObject([
      { kind: 'bots', set: { entries: [{ text: 'curl' }] } },
      { kind: 'block', shadow: true },
    ])
  })

  test('a keyword inside a longer word is part of that word', () => {
    expect(statementsOf('list in-house = limits\nlist log.level = included, in_x')).toHaveLength(2)
  })
})

describe('the parser accepts values whose errors the checker explains', () => {
  test.each(['10.0.0.256', '010.0.0.1', '127.1', '2130706433', '10/8', '10.0.0', '2001:dbg::1', 'fe80::1%eth0/64'])(
    'the address %s',
    (text) => {
      expect(statementsOf(`list x = ${text}`)).toMatchObject([{ set: { entries: [{ kind: 'address', text }] } }])
    },
  )

  test.each(['04:00:00-17:00:00', '4:00-25:61', '24:00-00:00'])('the clock span %s', (text) => {
    const [from, to] = text.split('-')
    expect(statementsOf(`window x = ${text}`)).toMatchObject([
      { set: { entries: [{ kind: 'span', clock: { from: { text: from }, to: { text: to } } }] } },
    ])
  })
})

describe('a condition', () => {
  test('`and` binds tighter than `or`, `not` tighter than both', () => {
    expect(statementsOf('block not a and b or c')).toMatchObject([
      { condition: { kind: 'or', any: [{ kind: 'and', all: [{ kind: 'not' }, { kind: 'flag' }] }, { kind: 'flag' }] } },
    ])
  })

  test('commas belong to the set, `and` and `or` do not', () => {
    expect(statementsOf('block method in GET, HEAD and ip in a, 10.0.0.1 - 10.0.0.9')).toMatchObject([
      {
        condition: {
          kind: 'and',
          all: [{ set: { entries: [{}, {}] } }, { set: { entries: [{ kind: 'name' }, { kind: 'range' }] } }],
        },
      },
    ])
  })

  test('spans cover what was written', () => {
    const text = 'block (ip in a) and not bot in b  log warn'
    const [rule] = statementsOf(text)
    const cut = ({ span }: { readonly span: { readonly start: number; readonly end: number } }): string =>
      text.slice(span.start, span.end)
    if (rule?.kind !== 'block' || rule.condition.kind !== 'and') throw new Error('expected a block rule with two tests')
    expect(cut(rule)).toBe(text)
    expect(cut(rule.condition)).toBe('(ip in a) and not bot in b')
    expect(rule.condition.all.map(cut)).toEqual(['ip in a', 'not bot in b'])
    expect(rule.clauses.log && cut(rule.clauses.log)).toBe('log warn')
  })
})

describe('a window', () => {
  test('has its zone after everything else, and a misspelt clause is not a zone', () => {
    expect(statementsOf('window x = mon-fri 09:00-17:00, sat except 2026-12-24 Europe/Bucharest')).toMatchObject([
      { set: { zone: { text: 'Europe/Bucharest' } } },
    ])
    expect(codesOf('block anyone during 09:00-17:00 wen user is present')).toEqual(['TG112'])
  })

  test('days are read in any case', () => {
    expect(statementsOf('window x = Mon-FRI')).toMatchObject([
      { set: { entries: [{ days: { first: { text: 'mon' }, last: { text: 'fri' } } }] } },
    ])
  })
})

describe('budgets', () => {
  test('ten thousand nested parentheses give one diagnostic', () => {
    expect(codesOf(`block ${'('.repeat(10_000)}anyone${')'.repeat(10_000)}`)).toEqual(['TG115'])
    expect(codesOf(`${'where anyone { '.repeat(10_000)}${'}'.repeat(10_000)}`)).toEqual(['TG115'])
    expect(codesOf(`block ${'not '.repeat(10_000)}anyone`)).toEqual(['TG115'])
    expect(codesOf(`block ${'not ('.repeat(10_000)}anyone`)).toEqual(['TG115'])
  })

  test('sixty-four levels are parsed', () => {
    expect(codesOf(`block ${'('.repeat(64)}anyone${')'.repeat(64)}`)).toEqual([])
    expect(codesOf(`block ${'not ('.repeat(32)}anyone${')'.repeat(32)}`)).toEqual([])
  })

  test('a text that is too long is not parsed', () => {
    expect(codesOf(`# ${'x'.repeat(1_000_000)}`)).toEqual(['TG350'])
  })

  test('only the first hundred errors are reported', () => {
    const codes = codesOf('block ip in\n'.repeat(5_000))
    expect(codes).toHaveLength(101)
    expect(codes.at(-1)).toBe('TG124')
  })

  test.each([
    ['signs', '@'.repeat(sizeUpTo(200_000))],
    ['quotes', '"\n'.repeat(sizeUpTo(200_000))],
    ['words', 'a '.repeat(sizeUpTo(100_000))],
    ['hyphens', 'a-'.repeat(sizeUpTo(100_000))],
    ['digits and hyphens', '1-'.repeat(sizeUpTo(100_000))],
    ['dots', '1.'.repeat(sizeUpTo(100_000))],
    ['colons', '1:'.repeat(sizeUpTo(100_000))],
    ['exempt from limit', 'from limit '.repeat(sizeUpTo(20_000))],
    ['unfinished paths', 'paths x = "/a", '.repeat(sizeUpTo(10_000))],
    ['commas', ','.repeat(sizeUpTo(200_000))],
    ['braces', '{ '.repeat(sizeUpTo(100_000))],
    ['closing braces', '} '.repeat(sizeUpTo(100_000))],
    ['hidden characters', '\u202e'.repeat(sizeUpTo(100_000))],
    ['spaces behind a word', `a${' '.repeat(sizeUpTo(900_000))}`],
  ])('much of the same, %s, is answered', (_, text) => {
    const { length } = codesOf(text)
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThanOrEqual(101)
  })
})

test('a text parsed after one with errors gives the same result as a first text', () => {
  expect(codesOf('where path in /a/** { block ip in in }\n')).not.toEqual([])
  expect(statementsOf('block ip in 192.0.2.1\n')).toHaveLength(1)
})

describe('parsing returns for every text', () => {
  const pieces = fc.oneof(
    fc.constantFrom(...ownTokens.map(({ LABEL, name }) => /^`(.+)`$/u.exec(LABEL ?? '')?.[1] ?? name)),
    fc.constantFrom(
      '"text"',
      '/path/**',
      '10.0.0.0/8',
      '::1',
      '04:00',
      'mon-fri',
      '2026-12-24',
      'UTC',
      '5',
      '=',
      '&&',
      "'x'",
      '//',
      ';',
      '#',
      '\n',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  )

  test('with diagnostics inside the text, in order', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.constantFrom('', ' '), (words, separator) => {
        const text = words.join(separator)
        const { diagnostics } = parse({ file: 'x', text })
        let last = 0
        for (const { span, place, message } of diagnostics) {
          expect(span.start).toBeGreaterThanOrEqual(last)
          expect(span.end).toBeGreaterThanOrEqual(span.start)
          expect(span.end).toBeLessThanOrEqual(text.length)
          expect(place.line).toBeGreaterThanOrEqual(1)
          expect(message).not.toMatch(/undefined|NaN/u)
          last = span.start
        }
      }),
      { numRuns: runs(400) },
    )
  })

  test('and no error is silent: without diagnostics, the tree covers the whole text', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (words) => {
        const text = words.join(' ')
        const { ast, diagnostics } = parse({ file: 'x', text })
        if (diagnostics.length > 0) return
        const covered = [...ast.statements.map(({ span }) => span), ...ast.comments.map(({ span }) => span)]
        const rest = covered
          .toSorted((a, b) => b.start - a.start)
          .reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text)
        expect(rest.trim()).toBe('')
      }),
      { numRuns: runs(400) },
    )
  })
})

test('a set named `only` before `paths match exactly` is not a condition', () => {
  const text = 'bots office = x from only\npaths match exactly\n'
  expect(parse({ file: 'test.policy', text }).diagnostics).toEqual([])
})
