import { runs, sizeUpTo } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryMessyProgram, arbitraryProgram } from '../testing/random-program.ts'
import { readPolicyFiles } from '../testing/files-host.ts'
import { noFiles } from './check-host.ts'
import { type Checked, checkPolicy } from './check-policy.ts'
import { defaultLanguageLimits } from './language-limits.ts'

const check = (text: string): Checked => checkPolicy({ file: 'x.policy', text }, noFiles)

test('every well-formed program gives a model or errors', () => {
  fc.assert(
    fc.property(fc.oneof(arbitraryProgram(), arbitraryMessyProgram()), (text) => {
      const { root, host } = readPolicyFiles(text)
      const { model, diagnostics } = checkPolicy(root, host)
      expect(model === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: runs(40, 1 / 2) },
  )
})

test('every text is checked, even if it is malformed', () => {
  const cut = fc.tuple(arbitraryProgram(), fc.nat(), fc.string({ unit: 'binary', maxLength: 6 }))
  fc.assert(
    fc.property(cut, ([text, at, junk]) => {
      const place = at % (text.length + 1)
      const { model, diagnostics } = check(text.slice(0, place) + junk + text.slice(place + junk.length))
      expect(model === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: runs(25, 1 / 2) },
  )
})

test('every diagnostic is within its source', () => {
  fc.assert(
    fc.property(arbitraryProgram(), (text) => {
      const { diagnostics, sources } = check(text)
      for (const { span, place } of diagnostics) {
        const length = sources.find(({ file }) => file === span.file)?.text.length ?? 0
        expect([span.start >= 0, span.start <= span.end, span.end <= length, place.line >= 1]).not.toContain(false)
      }
    }),
    { numRuns: runs(40, 1 / 2) },
  )
})

test('names of object properties are not names of facts, plugins, importers or lists', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  for (const name of names) {
    const { model, diagnostics } = check(
      `use ${name}\nimport ${name} "x"\nlist a = ${name}, ${name} "x"\nbots b = catalog "${name}"\nblock ${name} is present\nblock ip in a when bot in b`,
    )
    expect(model).toBeUndefined()
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(
      new Set(['TG211', 'TG225', 'TG201', 'TG226', 'TG212', 'TG205']),
    )
  }
})

test('only the first thousand errors are reported, and that there are more', () => {
  const addresses = Array.from({ length: 5_000 }, (_, index) => `300.0.${index >> 8}.${index & 255}`)
  const { model, diagnostics } = check(`block ip in ${addresses.join(', ')}`)
  expect(model).toBeUndefined()
  expect(diagnostics).toHaveLength(1_001)
  expect(diagnostics.filter(({ code }) => code === 'TG124')).toHaveLength(1)
})

test('an error after a thousand pieces of advice is still reported', () => {
  const entries = Array.from({ length: 1_100 }, (_, index) => `10.${index >> 8}.${index & 255}.1/24`)
  const text = `list a = ${entries.join(', ')}\nlist b = 300.0.0.1\nblock ip in a, b`
  const { model, diagnostics } = check(text)
  expect(model).toBeUndefined()
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(['TG209'])
})

test('as many rules are checked as a host allows, and one more is refused', () => {
  expect(defaultLanguageLimits.rules).toBe(10_000)
  const most = sizeUpTo(10_000)
  const host = { ...noFiles, limits: { rules: most } }
  const checkAtMost = (text: string): Checked => checkPolicy({ file: 'x.policy', text }, host)
  const rule = (index: number): string => `block ip in 10.${index >> 8}.${index & 255}.0/24 when path in /p${index}/**`
  const rules = Array.from({ length: most + 1 }, (_, index) => rule(index))
  expect(checkAtMost(rules.slice(1).join('\n')).model?.rules).toHaveLength(most)
  expect(checkAtMost(rules.join('\n')).diagnostics.map(({ code }) => code)).toContain('TG352')
})

test('a list that contains very many entries is checked', () => {
  const text = Array.from(
    { length: sizeUpTo(1_000_000) },
    (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
  ).join('\n')
  const host = { ...noFiles, readList: (file: string) => ({ kind: 'text' as const, file, text }) }
  const policy = 'list a = file "a.txt", 192.0.2.1\nblock ip in a\nallow only ip in a, 2001:db8::/32 when path in /x'
  const { model, diagnostics } = checkPolicy({ file: 'x.policy', text: policy }, host)
  expect(model?.addressSets.find(({ name }) => name === 'a')?.set.v4.length).toBeGreaterThan(0)
  expect(diagnostics.map(({ code }) => code)).not.toContain('TG353')
})

/**
 * A million characters of policy cost about a second, whatever they say: each of these once took minutes, or the stack. The sizes
 * named are those of `pnpm test:deep`.
 */
describe('a policy that is made to cost much', () => {
  const lines = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n')
  const below = (index: number, words: string): string => (index === 0 ? '' : words)

  test.each([
    ['twenty thousand tests in one rule', `block ${Array(sizeUpTo(20_000)).fill('ip in 192.0.2.1').join(' and ')}`],
    [
      'thirty thousand addresses',
      `list a = ${lines(sizeUpTo(30_000), (i) => `1.${i >> 16}.${(i >> 8) & 255}.${i & 255},`)}::1\nblock ip in a`,
    ],
    [
      'fifty thousand patterns',
      `paths a = ${lines(sizeUpTo(50_000), (i) => `/${i},`)}/z\npaths b = a\nblock path in b`,
    ],
    ['fifty thousand texts', `texts a = ${lines(sizeUpTo(50_000), (i) => `"h${i}",`)}"z"\nblock host in a`],
    ['fifty thousand days', `window a = ${'mon,'.repeat(sizeUpTo(50_000))}tue\nblock anyone during a`],
    [
      'twenty thousand exceptions',
      `list a = ${lines(sizeUpTo(20_000), (i) => `1.1.${i >> 8}.${i & 255},`)}::1 except ${lines(sizeUpTo(20_000), (i) => `1.2.${i >> 8}.${i & 255},`)}::2\nblock ip in a`,
    ],
    [
      'limits that replace each other in a row',
      lines(
        sizeUpTo(5_000),
        (i) => `limit 1 per day per ip when path in /${i} as "${i}"${below(i, ` replaces "${i - 1}"`)}`,
      ),
    ],
  ])('%s is checked', (_what, text) => {
    expect(check(text).model).toBeDefined()
  })

  test.each([
    [
      'sets of bots in a row',
      'TG115',
      lines(sizeUpTo(5_000), (i) => `bots b${i} = tok${i}${below(i, `, set b${i - 1}`)}`),
    ],
    [
      'sets of bots in a row, the last first',
      'TG115',
      lines(sizeUpTo(5_000), (i) => `bots b${i} = tok${i}, set b${i + 1}`),
    ],
    [
      'a chain of lists',
      'TG115',
      lines(sizeUpTo(5_000), (i) => `list b${i} = 10.0.${i >> 8}.${i & 255}${below(i, `, b${i - 1}`)}`),
    ],
    [
      'sets of paths in a row',
      'TG115',
      lines(sizeUpTo(5_000), (i) => `paths b${i} = /a${i}${below(i, `, b${i - 1}`)}`),
    ],
    [
      'paths that double',
      'TG357',
      `${lines(60, (i) => `paths b${i} = /a${i}${below(i, `, b${i - 1} except b${i - 1}`)}`)}\nblock path in b59`,
    ],
    [
      'windows that double',
      'TG357',
      `window x = tue\nwindow b0 = mon\n${lines(60, (i) => below(i, `window b${i} = b${i - 1}, x except b${i - 1}`))}\nblock anyone during b59`,
    ],
    [
      'a list copied into thousands',
      'TG353',
      `# limits {"addresses": 400000}\nlist a = ${lines(sizeUpTo(20_000, 1 / 4), (i) => `1.${i >> 8}.${i & 255}.1,`)}::1\n${lines(sizeUpTo(2_000, 1 / 4), (i) => `list b${i} = a, 10.0.${i >> 8}.${i & 255}`)}`,
    ],
    [
      'texts copied into thousands',
      'TG358',
      `texts a = ${lines(sizeUpTo(40_000, 1 / 4), (i) => `"h${i}",`)}"z"\n${lines(sizeUpTo(2_000, 1 / 4), (i) => `texts b${i} = a, "x"`)}`,
    ],
    [
      'a long guard around thousands of rules',
      'TG357',
      `where ${Array(sizeUpTo(1_000, 1 / 4))
        .fill('path in /x')
        .join(' and ')} {\n${lines(sizeUpTo(5_000, 1 / 4), (i) => `block ip in 10.0.${i >> 8}.${i & 255}`)}\n}`,
    ],
    [
      'thousands of exemptions from thousands of limits',
      'TG352',
      lines(
        sizeUpTo(4_000, 1 / 3),
        (i) => `limit 1 per day per ip when path in /${i}\nexempt path in /${i}/a from limits`,
      ),
    ],
    ['thousands of names that nobody knows', 'TG201', lines(sizeUpTo(10_000), (i) => `list l${i} = office${i}`)],
  ])('%s is refused with %s', (_what, code, text) => {
    const { root, host } = readPolicyFiles(text)
    const { model, diagnostics } = checkPolicy(root, host)
    expect(model).toBeUndefined()
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code)
  })

  test.each([
    ['parentheses', `block ${'('.repeat(10_000)}anyone${')'.repeat(10_000)}`],
    ['negations', `block ${'not '.repeat(10_000)}anyone`],
    ['blocks', `${'where anyone { '.repeat(10_000)}block anyone${' }'.repeat(10_000)}`],
  ])('ten thousand %s are refused, even if the host allows more nesting', (_what, text) => {
    const { diagnostics } = checkPolicy({ file: 'x.policy', text }, { ...noFiles, limits: { nesting: 1_000_000 } })
    expect(diagnostics.map(({ code }) => code)).toEqual(['TG115'])
  })

  test('the largest nesting that a host can allow is checked', () => {
    const text = `where anyone { block ${'not (anyone and '.repeat(99)}anyone${')'.repeat(99)} }`
    const { model } = checkPolicy({ file: 'x.policy', text }, { ...noFiles, limits: { nesting: 1_000_000 } })
    expect(model).toBeDefined()
  })

  test('five million characters are refused, and checked where a host allows them', () => {
    const list = `list a = ${lines(sizeUpTo(400_000), (i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255},`)}::1\nblock ip in a`
    const withComments = (length: number): string =>
      `${list}\n${'# a comment\n'.repeat(Math.max(0, length - list.length) / 12)}`
    const whole = withComments(4_600_000)
    expect(whole.length).toBeGreaterThan(4_500_000)
    expect(check(whole).diagnostics.map(({ code }) => code)).toEqual(['TG350'])
    const text = withComments(sizeUpTo(4_600_000))
    const checkUpTo = (sourceLength: number): Checked =>
      checkPolicy({ file: 'x.policy', text }, { ...noFiles, limits: { sourceLength } })
    expect(checkUpTo(text.length - 1).diagnostics.map(({ code }) => code)).toEqual(['TG350'])
    expect(checkUpTo(10_000_000).model).toBeDefined()
  })
})

test('random bytes are checked, as a policy and as a list file', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('a.txt', 'a.json', 'a.yaml'), (bytes, file) => {
      const host = { ...noFiles, readList: () => ({ kind: 'bytes' as const, file, bytes }) }
      const asList = checkPolicy({ file: 'x.policy', text: `list a = file "${file}"\nblock ip in a` }, host)
      const asPolicy = check(new TextDecoder().decode(bytes))
      for (const { model, diagnostics } of [asList, asPolicy]) {
        expect(model === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
      }
    }),
    { numRuns: runs(100, 1 / 2) },
  )
})

test('truncated UTF-8 in a list file is reported at its position', () => {
  const bytes = new TextEncoder().encode('192.0.2.1 # é').slice(0, -1)
  const cut = new Uint8Array([...new TextEncoder().encode('192.0.2.1\n192.0.2.'), 0xc3])
  const checkBytes = (content: Uint8Array): Checked => {
    const host = { ...noFiles, readList: () => ({ kind: 'bytes' as const, file: 'a.txt', bytes: content }) }
    return checkPolicy({ file: 'x.policy', text: 'list a = file "a.txt"\nblock ip in a' }, host)
  }
  expect(checkBytes(cut).diagnostics.map(({ code, place }) => [code, place.line])).toContainEqual(['TG221', 2])
  expect(checkBytes(bytes).diagnostics.every(({ code }) => code === 'TG221')).toBe(true)
})
