import { checkPolicy, type CheckHost, type Checked } from '@tidegate/dsl'
import { parseRobots, toPolicy } from '@tidegate/robots-parser'
import { runs, sizeUpTo } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Limits = NonNullable<CheckHost['limits']>

const utf8 = new TextEncoder()

/** Checks a policy that imports files given as bytes. `printed` includes the printed text instead. */
function check(policy: string, files: Readonly<Record<string, Uint8Array>>, limits: Partial<Limits> = {}): Checked {
  const host: CheckHost = {
    readText: (file, _from, role) => {
      const bytes = files[file] ?? new Uint8Array()
      const text = role === 'import' ? new TextDecoder().decode(bytes) : toPolicy(bytes, { enforceRules: true }).text
      return { kind: 'text', file, text, bytes }
    },
    readList: () => ({ kind: 'error', message: 'no such file' }),
    importers: { robots: (text, options) => toPolicy(options.bytes ?? text, options) },
    plugins: {},
    limits: { findingSteps: 10_000, ...limits },
  }
  return checkPolicy({ file: 'site.policy', text: policy }, host)
}

const errors = ({ diagnostics }: Checked): readonly string[] =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`)
const warnings = ({ diagnostics }: Checked): readonly string[] =>
  diagnostics.filter(({ code }) => code === 'TG401').map(({ message }) => message)

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n')
const wild = `User-agent: *\n${many(200, (index) => `Disallow: /*/a${index}$`)}\n`
const enforce = 'import robots "robots.txt" as r enforce rules\n'

const piece = fc.constantFrom(
  '/',
  '/',
  'a',
  'b',
  '*',
  '*',
  '$',
  '?',
  '%2F',
  '%00',
  '%zz',
  '//',
  '/../',
  '"',
  '{',
  '(',
  ',',
  '\\',
  'é',
  '\0',
  '#',
  ' ',
)
const pattern = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''))
const name = fc.oneof(
  fc.constantFrom(
    '*',
    '*',
    'Googlebot',
    'HTTP::Lite',
    'Terra Cotta',
    'mozilla',
    'Pinterest',
    'x'.repeat(127),
    'ツ',
    'a"b',
    '',
  ),
  fc.nat(40).map((index) => `${'long-name-'.repeat(index % 12)}bot${index}`),
)
const line = fc.oneof(
  { weight: 3, arbitrary: name.map((text) => `User-agent: ${text}`) },
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom('Allow', 'Disallow'), pattern).map((parts) => parts.join(': /')) },
  fc.tuple(fc.constantFrom('Allow', 'Disallow'), pattern).map((parts) => parts.join(': ')),
  fc.constantFrom(
    'Crawl-delay: 7',
    'Request-rate: 9/1d 2200-0600',
    'Visit-time: 0100-0500',
    '# restrict-ip: bad_bot = evil, viber',
    '# restrict-ip: blocked_ip = 198.51.100.7',
    '# restrict-ip: rate_limit = 7',
    'Content-Signal: ai-train=no',
  ),
)
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))
const encoded = fc
  .tuple(text, fc.constantFrom('utf-8', 'latin-1', 'utf-16le', 'utf-16be', 'half a mark'))
  .map(([content, encoding]): Uint8Array => {
    const units = Array.from({ length: content.length }, (_, at) => content.charCodeAt(at))
    if (encoding === 'latin-1') return Uint8Array.from(units.map((unit) => unit & 0xff))
    if (encoding === 'utf-16le') return Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]))
    if (encoding === 'utf-16be')
      return Uint8Array.from([0xfe, 0xff, ...units.flatMap((unit) => [unit >> 8, unit & 0xff])])
    return encoding === 'utf-8' ? utf8.encode(content) : Uint8Array.from([0xef, 0xbb, ...utf8.encode(content)])
  })
const limits: fc.Arbitrary<Partial<Limits>> = fc.oneof(
  fc.constant({}),
  fc.record({
    rules: fc.constantFrom(1, 14, 40),
    tests: fc.constantFrom(10, 100, 300),
    tokens: fc.constantFrom(5, 130, 200),
    openPathPatterns: fc.constantFrom(0, 1, 3),
    windows: fc.constantFrom(0, 3),
    addresses: fc.constantFrom(0, 5),
    tokenMaxLength: fc.constantFrom(8, 128),
    nesting: fc.constantFrom(3, 8, 64),
    periodDays: fc.constantFrom(1, 366),
    sourceLength: fc.constantFrom(9_000, 1_000_000),
  }),
)

describe('a robots.txt never makes a policy invalid', () => {
  it('whatever it contains, in any encoding, and however little the host allows', () => {
    fc.assert(
      fc.property(encoded, limits, fc.boolean(), (bytes, given, isExact) => {
        const head = isExact ? 'paths match exactly\n' : ''
        expect(errors(check(`${head}${enforce}`, { 'robots.txt': bytes }, given))).toEqual([])
        expect(
          errors(check(`${head}import robots "robots.txt" enforce rules\n`, { 'robots.txt': bytes }, given)),
        ).toEqual([])
        expect(errors(check(`${head}include "robots.policy"\n`, { 'robots.policy': bytes }))).toEqual([])
      }),
      { numRuns: runs(15, 1 / 2) },
    )
  })

  it('nor together with what the policy itself uses of a limit, wherever the import stands', () => {
    const own = `paths mine = ${many(200, (index) => `/*/own${index}`).replaceAll('\n', ', ')}\nblock path in mine\n`
    const alone = check(own, {})
    expect(errors(alone)).toEqual([])
    const results = [own + enforce, enforce + own].map((policy) => check(policy, { 'robots.txt': utf8.encode(wild) }))
    for (const result of results) {
      expect(errors(result)).toEqual([])
      expect(warnings(result)).toEqual([
        'not everything is enforced for `*`: lines 58-201 (144 lines) left out, because a robots.txt becomes at most 256 different patterns with a wildcard in the middle, 56 of them with a wildcard at their beginning',
      ])
    }
    expect(results[0]?.model?.rules.length).toBe(results[1]?.model?.rules.length)
  })

  it('nor together with other imports, which then share what is left', () => {
    const two = `${enforce}import robots "other.txt" as s enforce rules\n`
    const result = check(two, {
      'robots.txt': utf8.encode(wild),
      'other.txt': utf8.encode(wild.replaceAll('/a', '/b')),
    })
    expect(errors(result)).toEqual([])
    expect(warnings(result)).toHaveLength(2)
    expect(result.model?.rules.length).toBe(256)
  })

  it('nor if the policy has no room left at all: then it is in force without the file', () => {
    const own = `block path == "/a"\n${many(40, (index) => `block path == "/${index}"`)}\n`
    const result = check(own + enforce, { 'robots.txt': utf8.encode(wild) }, { rules: 45 })
    expect(errors(result)).toEqual([])
    expect(result.model?.rules.length).toBe(41)
    expect(warnings(result)).toEqual([
      'nothing of this file is in force: the rest of the policy leaves too little of its limit for rules',
    ])
  })

  it('and errors of the policy itself are reported as without it', () => {
    const wrong = 'block path in nowhere\n'
    const own = errors(check(wrong, {}))
    expect(own).toHaveLength(1)
    expect(errors(check(wrong + enforce, { 'robots.txt': utf8.encode(wild.repeat(3)) }))).toEqual(own)
  })

  it.each([
    ['five megabytes', `User-agent: *\n${many(sizeUpTo(160_000), (index) => `Disallow: /${index}/`)}`],
    ['very many groups', many(sizeUpTo(20_000), (index) => `User-agent: b${index}x\nDisallow: /${index}\n`)],
    [
      'names of every length',
      many(sizeUpTo(8_000), (index) => `User-agent: ${'y'.repeat(index % 126)}${index}\nDisallow: /${index % 7}`),
    ],
    [
      'groups that share very many rules',
      many(sizeUpTo(8_000), (index) => `User-agent: c${index}\nCrawl-delay: ${index}`) +
        `\n${many(sizeUpTo(8_000), (index) => `Disallow: /${index}`)}`,
    ],
    [
      'exceptions to everything',
      `User-agent: *\n${many(sizeUpTo(6_000), (index) => `Disallow: /\nDisallow: /${index}\nAllow: /*/${index}`)}`,
    ],
    [
      'wildcards only',
      `User-agent: *\n${many(sizeUpTo(9_000), (index) => `Disallow: /*${'a*'.repeat(index % 30)}${index}`)}`,
    ],
    ['NULs', `User-agent: *\nDisallow: /\n${'\0'.repeat(sizeUpTo(1_000_000))}`],
    [
      'directives',
      many(
        sizeUpTo(20_000),
        (index) =>
          `# restrict-ip: bad_bot = evil${index}x, other${index}x\n# restrict-ip: blocked_ip = 10.${index >> 8}.${index & 255}.1`,
      ),
    ],
  ])('nor its size: %s', (_, robots) => {
    const bytes = utf8.encode(robots)
    const result = check('import robots "robots.txt" enforce rules\n', { 'robots.txt': bytes })
    expect(errors(result)).toEqual([])
    expect(result.model).toBeDefined()
    if (robots.includes('Disallow: /1') && robots.length > 20_000) expect(warnings(result).length).toBeGreaterThan(0)
  })
})

describe('octets are read before any decoding', () => {
  const latin1 = Uint8Array.from([
    ...utf8.encode('User-agent: *\nDisallow: /caf'),
    0xe9,
    ...utf8.encode('/\nDisallow: /plain/\n'),
  ])
  const halfMark = Uint8Array.from([0xef, 0xbb, ...utf8.encode('User-agent: foo-bot\nDisallow: /a\n')])
  const utf16 = Uint8Array.from(
    'User-agent: *\r\nDisallow: /store/\r\n'.split('').flatMap((character) => [character.charCodeAt(0), 0]),
  )

  it.each([
    ['Latin-1', latin1, '/caf%E9/x', 'target starts with "/caf%E9/"'],
    ['half a byte order mark', halfMark, '/a', 'target starts with "/a"'],
    [
      'UTF-16 with a byte order mark',
      Uint8Array.from([0xff, 0xfe, ...utf16]),
      '/store/x',
      'target starts with "/store/"',
    ],
    ['UTF-16 without one', utf16, '/store/x', 'target starts with "/store/"'],
  ])('%s', (_, bytes, path, rule) => {
    expect(parseRobots(bytes).isAllowed('foo-bot', path)).toBe(false)
    const { model } = check(enforce, { 'robots.txt': bytes })
    expect(model?.rules.some((each) => each.text.includes(rule))).toBe(true)
  })

  it('and the lines of a file in UTF-16 are shown as text', () => {
    const { sources } = check(enforce, { 'robots.txt': utf16 })
    expect(sources.find(({ file }) => file === 'robots.txt')?.text).toBe('User-agent: *\r\nDisallow: /store/\r\n')
  })
})
