import fc from 'fast-check'
import type { Decision, Gate } from '@tidegate/engine'
import { parseRobots, toPolicy } from '@tidegate/robots-parser'
import { runs, sizeUpTo } from '@tidegate/test-support'
import { describe, expect, test } from 'vitest'
import { gateOfFiles } from '../../testing/gate-of-files.ts'
import { runCommand } from '../../testing/run-command.ts'

const imported = 'import robots "robots.txt" enforce rules\n'
const included = 'include "robots.policy"\n'
const exactly = 'paths match exactly\n'

/** Returns the policy text that `tidegate import robots robots.txt --enforce rules` prints. */
async function printed(robots: string): Promise<string> {
  const stdin = async function* (): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(robots)
  }
  return (await runCommand(['import', 'robots', '-', '--enforce', 'rules'], '/', { stdin })).out
}

const names = ['a1bot', 'bb1bot', 'bb1bot-x', 'longest-of-all', '*']
const agents = [...names.slice(0, -1), 'otherbot', 'somescraper'].map(
  (name) => `Mozilla/5.0 (compatible; ${name}/1.0; +https://a.example/)`,
)
const person = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

const piece = fc.constantFrom(
  '/',
  '/',
  'a',
  'b',
  '.',
  '?',
  'a/',
  'b/',
  '=',
  '&',
  '%2F',
  '%61',
  '%3a',
  '~',
  'é',
  '(',
  ';',
)
const special = fc.constantFrom('*', '*', '$', '%24', '%2A', '{', '%7B', ',')
const rulePath = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: piece }, special), { maxLength: 6 }),
    fc.constantFrom('', '', '$', '*'),
  )
  .map(([pieces, end]) => `${pieces.join('')}${end}`)
const ruleLine = fc
  .tuple(fc.constantFrom('Disallow: /', 'Allow: /', 'Disallow: *'), rulePath)
  .map((parts) => parts.join(''))
const agentLine = fc.constantFrom(...names).map((name) => `User-agent: ${name}`)
const accessLine = fc.oneof(
  { weight: 3, arbitrary: agentLine },
  { weight: 6, arbitrary: ruleLine },
  fc.constantFrom('Disallow:', '', 'Sitemap: https://a.example/s.xml', '# a comment', 'Crawl-delay: 1000'),
)
const fileOf = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(line, { maxLength: 20 }).map((lines) => ['User-agent: *', ...lines].join('\n'))
const anyLine = fc.oneof(
  { weight: 4, arbitrary: accessLine },
  fc.constantFrom(
    'Crawl-delay: 10',
    'Request-rate: 2/30',
    'Request-rate: 1/5m 1100-1300',
    'Visit-time: 0600-1200',
    '# restrict-ip: bad_bot = spider, evil',
    '# restrict-ip: rate_limit = 6',
    '# restrict-ip: blocked_ip = 203.0.113.9',
    'Content-Signal: ai-train=no',
  ),
)
const target = fc
  .array(fc.oneof({ weight: 5, arbitrary: piece }, fc.constantFrom('$', '*', ',', '%2A', '%24')), { maxLength: 7 })
  .map((pieces) => `/${pieces.join('')}`)

function decide(gate: Gate, agent: string, path: string, peer = '203.0.113.9'): Decision {
  const decision = gate.decide({
    method: 'GET',
    target: path,
    headers: ['Host', 'a.example', 'User-Agent', agent],
    peer,
  })
  return decision
}

/** Returns the parts of a decision that do not depend on the file of a rule. */
function essence({ outcome, reason, status, rule, retryAfterMs, limits, replyText }: Decision): unknown {
  const states = limits.map(({ rule: { text }, admitted, remaining }) => ({ text, admitted, remaining }))
  return { outcome, reason, status, rule: rule?.text, name: rule?.name, retryAfterMs, replyText, states }
}

describe('an imported robots.txt', () => {
  test('decides exactly as its printed text does, request by request', async () => {
    const step = fc.record({
      agent: fc.constantFrom(...agents, person),
      path: target,
      minutes: fc.constantFrom(0, 0, 0, 1, 30, 60),
    })
    await fc.assert(
      fc.asyncProperty(
        fileOf(anyLine),
        fc.array(step, { maxLength: 12 }),
        fc.boolean(),
        async (robots, steps, isExact) => {
          let nowMs = Date.UTC(2026, 10, 17, 10, 30)
          const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs }
          const options = { clock, random: () => 0.5 }
          const head = isExact ? exactly : ''
          const one = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots }, options)
          const other = gateOfFiles({ 'site.policy': head + included, 'robots.policy': await printed(robots) }, options)
          for (const { agent, path, minutes } of steps) {
            nowMs += minutes * 60_000
            expect(essence(decide(one, agent, path))).toEqual(essence(decide(other, agent, path)))
          }
        },
      ),
      { numRuns: runs(25, 1 / 2) },
    )
  })

  /** Returns what the checks below compare; undefined for listed deviations, and for requests that never reach the rules. */
  function compare(robotsText: string, head: string, agent: string, path: string) {
    const robots = parseRobots(robotsText)
    const policy = toPolicy(robotsText, { enforceRules: true })
    // Patterns with `*` in their middle that also contain `(`, `,`, `{` or an escaped `*` are translated less precisely.
    if (policy.notes.some(({ code, line }) => code === 'approximated' && line !== undefined)) return undefined
    const decision = decide(gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robotsText }), agent, path)
    if (decision.reason === 'ambiguous-path' || decision.target === undefined) return undefined
    const asked = decision.target
    // Escapes in a query are compared literally.
    if (/\?.*%(?!2F|24|2A|[A-F])/.test(asked)) return undefined
    // Only one spelling of a special character is recognised per request.
    if ((asked.match(/\*|\$|%2A|%24/g) ?? []).length > 1) return undefined
    const isAllowed = (url: string): boolean => robots.isAllowed(robots.agentIn(agent), url)
    return { decision, asked, isAllowed }
  }

  test('refuses exactly what its path rules disallow, and names a Disallow line, where paths match exactly', () => {
    fc.assert(
      fc.property(fileOf(accessLine), fc.constantFrom(...agents), target, (robots, agent, path) => {
        const compared = compare(robots, exactly, agent, path)
        fc.pre(compared !== undefined)
        const { decision, asked, isAllowed } = compared
        expect({ asked, outcome: decision.outcome }).toEqual({ asked, outcome: isAllowed(asked) ? 'pass' : 'block' })
        if (decision.rule === undefined) return
        expect(decision.rule.file).toBe('robots.txt')
        expect(robots.split('\n')[decision.rule.line - 1]).toMatch(/^Disallow:/)
      }),
      { numRuns: runs(35, 1 / 2) },
    )
  })

  test('does so by default too, in lower case and where a final slash makes no difference', () => {
    fc.assert(
      fc.property(fileOf(accessLine), fc.constantFrom(...agents), target, (robots, agent, path) => {
        const compared = compare(robots, '', agent, path)
        fc.pre(compared !== undefined)
        const { decision, asked, isAllowed } = compared
        fc.pre(!/[A-Z]/.test(asked))
        const without = asked.length > 1 && asked.endsWith('/') ? asked.slice(0, -1) : asked
        const with_ = without === '/' ? '/' : `${without}/`
        // Rules of one group may distinguish the two; a policy that ignores the slash then follows either.
        if (isAllowed(without) !== isAllowed(with_)) return
        const rules = [...robots.matchAll(/^(?:Disallow|Allow): (.*)$/gm)].map(([, pattern = '']) => pattern)
        const isDistinguished = rules.some(
          (pattern) =>
            parseRobots(`User-agent: x\nDisallow: ${pattern}`).isAllowed('x', without) !==
            parseRobots(`User-agent: x\nDisallow: ${pattern}`).isAllowed('x', with_),
        )
        if (isDistinguished) return
        expect({ asked, outcome: decision.outcome }).toEqual({ asked, outcome: isAllowed(asked) ? 'pass' : 'block' })
      }),
      {
        numRuns: runs(40, 1 / 2),
        // Without its final slash the pattern of the Allow would match the folder itself too.
        examples: [
          ['User-agent: *\nDisallow: *//', agents[0]!, '/'],
          ['User-agent: *\nDisallow: /\nAllow: /*/', agents[0]!, '/'],
          ['User-agent: *\nDisallow: /\nAllow: */*/', agents[0]!, '/'],
          ['User-agent: *\nDisallow: /\nAllow: /*/$', agents[0]!, '/'],
          ['User-agent: *\nDisallow: /\nAllow: /a/*/', agents[0]!, '/a/'],
          ['User-agent: *\nDisallow: /\nAllow: /a*/*/', agents[0]!, '/ab/'],
          ['User-agent: *\nDisallow: /\nAllow: /a/*/$', agents[0]!, '/a'],
        ],
      },
    )
  })

  test('distinguishes upper and lower case only if paths match exactly', () => {
    const robots = 'User-agent: *\nDisallow: /Private\n'
    const outcome = (head: string): string =>
      decide(gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots }), agents[0] ?? '', '/private').outcome
    expect([outcome(''), outcome(exactly)]).toEqual(['block', 'pass'])
  })

  test('does not confuse a folder with paths that begin with its name', () => {
    const robots = 'User-agent: *\nDisallow: /fish/\n'
    const outcomes = (head: string): readonly string[] => {
      const gate = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots })
      return ['/fish', '/fish/', '/fish/x', '/fishing', '/fish?x=1'].map(
        (path) => decide(gate, agents[0] ?? '', path).outcome,
      )
    }
    expect(outcomes(exactly)).toEqual(['pass', 'block', 'block', 'pass', 'pass'])
    expect(outcomes('')).toEqual(['block', 'block', 'block', 'pass', 'pass'])
  })

  test('matches `/*/` only with folders', () => {
    const robots = 'User-agent: *\nDisallow: /\nAllow: /*/\n'
    const outcomes = (head: string): readonly string[] => {
      const gate = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots })
      return ['/', '/a', '/a/', '/a/b', '/a/b/'].map((path) => decide(gate, agents[0]!, path).outcome)
    }
    expect(outcomes(exactly)).toEqual(['block', 'block', 'pass', 'pass', 'pass'])
    expect(outcomes('')).toEqual(['block', 'pass', 'pass', 'pass', 'pass'])
  })

  test('ignores a final slash after a wildcard as elsewhere', () => {
    const robots = 'User-agent: *\nDisallow: /*x/\nDisallow: /*y/$\nDisallow: */z/\n'
    const paths = ['/ax', '/ax/', '/ax/b', '/axb', '/by', '/by/', '/by/b', '/z', '/z/', '/b/z/', '/bz/']
    const refused = (head: string): readonly string[] => {
      const gate = gateOfFiles({ 'site.policy': head + imported, 'robots.txt': robots })
      return paths.filter((path) => decide(gate, agents[0]!, path).outcome === 'block')
    }
    expect(refused(exactly)).toEqual(['/ax/', '/ax/b', '/by/', '/z/', '/b/z/'])
    expect(refused('')).toEqual(['/ax', '/ax/', '/ax/b', '/by', '/by/', '/z', '/z/', '/b/z/'])
  })

  test('declares no names that conflict with names of the policy', () => {
    const own =
      'bots generic = foobar\nbots named = foobar\npaths always_open = /x\npaths static = /y\nwindow peak = 01:00-02:00 UTC\nblock bot in generic when path in always_open\n'
    const robots = 'User-agent: a1bot\nDisallow: /a\nUser-agent: *\nDisallow: /b\n'
    const gate = gateOfFiles({ 'site.policy': own + imported, 'robots.txt': robots })
    expect([decide(gate, 'otherbot', '/b').outcome, decide(gate, 'foobar', '/x').outcome]).toEqual(['block', 'block'])
  })
})

describe('any robots.txt', () => {
  const browsers = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
    person,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15',
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0',
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/5.0 Chrome/120.0.6099.5 TV Safari/537.36',
  ]
  /** Parts of the User-Agent of people's browsers, which an attacker would use to block them. */
  const humanToken = fc
    .tuple(fc.constantFrom(...browsers), fc.nat(150), fc.integer({ min: 1, max: 30 }))
    .map(([agent, from, length]) => agent.slice(from % agent.length, (from % agent.length) + length))
  const hostileLine = fc.oneof(
    { weight: 3, arbitrary: anyLine.filter((line) => !line.includes('blocked_ip')) },
    humanToken.map((token) => `User-agent: ${token}`),
    humanToken.map((token) => `# restrict-ip: bad_bot = ${token}`),
    humanToken.map((token) => `# restrict-ip: allowed_bot = ${token}, x`),
    fc.constantFrom(
      'Disallow: /',
      'Disallow: *',
      '# restrict-ip: rate_limit = 1',
      '# restrict-ip: bot_peak_rate_limit = 1',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )

  test('refuses no person', () => {
    fc.assert(
      fc.property(fileOf(hostileLine), target, (robots, path) => {
        const gate = gateOfFiles({ 'site.policy': imported, 'robots.txt': robots })
        const printedToo = gateOfFiles({
          'site.policy': toPolicy(robots, { enforceRules: true, enforceSignals: true }).text,
        })
        browsers.forEach((agent, index) => {
          for (const each of [gate, printedToo]) {
            const decision = decide(each, agent, path, `203.0.113.${index}`)
            fc.pre(decision.reason !== 'ambiguous-path')
            expect({ agent, rule: decision.rule?.text, outcome: decision.outcome }).toEqual({
              agent,
              rule: undefined,
              outcome: 'pass',
            })
          }
        })
      }),
      { numRuns: runs(35, 1 / 2) },
    )
  })

  test('lets bots fetch /robots.txt', () => {
    fc.assert(
      fc.property(
        fileOf(hostileLine),
        fc.constantFrom(...agents, 'evil spider'),
        fc.constantFrom('/robots.txt', '/robots.txt?x=1'),
        (robots, agent, path) => {
          const gate = gateOfFiles({ 'site.policy': imported, 'robots.txt': robots })
          expect(decide(gate, agent, path)).toMatchObject({ outcome: 'pass' })
        },
      ),
      { numRuns: runs(35, 1 / 2) },
    )
  })

  test.each([
    [
      'many names, each with a group',
      Array.from({ length: sizeUpTo(2000) }, (_, i) => `User-agent: ${'x'.repeat(110)}${i}bot\nDisallow: /${i}\n`).join(
        '',
      ),
    ],
    [
      'names that are prefixes of eight longer ones',
      `${Array.from({ length: 8 }, (_, i) => `User-agent: longlonglong${i}bot\nDisallow: /l${i}\n`).join('')}${Array.from({ length: 1900 }, (_, i) => `User-agent: n${String(i).padStart(4, '0')}\nDisallow: /${i}\n`).join('')}`,
    ],
    ['9,000 bad bots', `# restrict-ip: bad_bot = ${Array.from({ length: 9000 }, (_, i) => `evil${i}`).join(',')}`],
    [
      'every directive on a line of its own',
      Array.from({ length: sizeUpTo(12_000) }, (_, i) => `#restrict-ip:blocked_ip=1.${i >> 8}.${i & 255}.1\n`).join(''),
    ],
    [
      'patterns of every length',
      `User-agent: *\n${Array.from({ length: sizeUpTo(900) }, (_, i) => `Disallow: /${'a*b'.repeat(i % 150)}${i}$\nAllow: /*${i}\n`).join('')}`,
    ],
    [
      'patterns that are almost invalid',
      'User-agent: *\nDisallow: /*//\nDisallow: *\\*\nDisallow: /a*/../b\nDisallow: /*%00*%\nDisallow: /*"*\nDisallow: /?\\"\nDisallow: /a*{b},(c)\n',
    ],
  ])('becomes a policy without errors: %s', (_, robots) => {
    const fileName = `${'folder/'.repeat(30)}robots.txt`
    const { text } = toPolicy(robots, { enforceRules: true, enforceSignals: true, fileName })
    expect(() => gateOfFiles({ 'site.policy': text })).not.toThrow()
  })
})
