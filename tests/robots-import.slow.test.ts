import { checkPolicy, type CheckHost } from '@tidegate/dsl'
import { toPolicy } from '@tidegate/robots-parser'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const pieces =
  '/ // * $ ? .. . ; a B %61 %2561 %252e %c0%af %5c \\ % %zz %0a " { ( , é %C3%A9 # %2F %2F.. %3B &q=1 .php$ ~ ` ÿ'.split(
    ' ',
  )
const piece = fc.constantFrom(' ', '\u0001', ...pieces)
const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
const agent = fc.constantFrom(
  '*',
  'Googlebot',
  'GPTBot',
  'AI2Bot',
  'One, Two',
  'mozilla',
  'Foo Bar',
  'x'.repeat(200),
  'ツ',
)
const line = fc.oneof(
  agent.map((name) => `User-agent: ${name}`),
  fc.tuple(fc.constantFrom('Allow', 'Disallow'), pattern).map(([key, text]) => `${key}: ${text}`),
  fc.tuple(fc.constantFrom('Allow', 'Disallow'), pattern).map(([key, text]) => `${key}: /${text}`),
  fc.constantFrom('Crawl-delay: 10', 'Crawl-delay: 99999999', 'Request-rate: 1/5m 0600-0845', 'Visit-time: 2200-0600'),
  fc.constantFrom(
    '# restrict-ip: blocked_ip = 198.51.100.7, x',
    '# restrict-ip: bad_bot = spider, "',
    'Content-Signal: ai-train=no',
  ),
)

it('a robots.txt never becomes a policy with errors, whatever it contains', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), fc.boolean(), (lines, exactly) => {
      const host: CheckHost = {
        readText: (file) => ({ kind: 'text', file, text: lines.join('\n') }),
        readList: () => ({ kind: 'error', message: 'no such file' }),
        importers: { robots: (text, options) => toPolicy(text, options) },
        plugins: {},
      }
      const text = `${exactly ? 'paths match exactly\n' : ''}import robots "robots.txt" enforce rules`
      const { diagnostics } = checkPolicy({ file: 'site.policy', text }, host)
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    }),
    { numRuns: runs(500, 1 / 2) },
  )
})
