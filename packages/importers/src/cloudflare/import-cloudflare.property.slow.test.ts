import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import { gateOfImport } from '../testing/gate-of-import.ts'

/** A request with the values that fields of the Rules language have for it. */
interface Sample {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly query: string
  readonly agent: string | undefined
  readonly key: string | undefined
  readonly ip: string
}

/** An expression as text, and what its documentation says about a request. */
interface Rule {
  readonly text: string
  readonly holds: (sample: Sample) => boolean
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`

const fields: readonly {
  readonly name: string
  readonly of: (sample: Sample) => string
  readonly values: readonly string[]
}[] = [
  { name: 'http.host', of: ({ host }) => host, values: ['a.example', 'b.a.example', 'example'] },
  { name: 'http.request.uri.path', of: ({ path }) => path, values: ['/', '/a', '/a/', '/a/x', '.php', '/A', 'x'] },
  { name: 'http.user_agent', of: ({ agent = '' }) => agent, values: ['curl/8.5', 'curl', 'Bot', 'SuperBot/1.0'] },
  { name: 'http.request.headers["x-key"][0]', of: ({ key = '' }) => key, values: ['secret', 'sec', 'other'] },
]

const comparison: fc.Arbitrary<Rule> = fc.constantFrom(...fields).chain(({ name, of, values }) =>
  fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values)).chain(([text, other]) =>
    fc.constantFrom<Rule>(
      { text: `${name} eq ${quoted(text)}`, holds: (sample) => of(sample) === text },
      { text: `${name} != ${quoted(text)}`, holds: (sample) => of(sample) !== text },
      { text: `${name} contains ${quoted(text)}`, holds: (sample) => of(sample).includes(text) },
      { text: `starts_with(${name}, ${quoted(text)})`, holds: (sample) => of(sample).startsWith(text) },
      { text: `ends_with(${name}, ${quoted(text)})`, holds: (sample) => of(sample).endsWith(text) },
      {
        text: `${name} in {${quoted(text)} ${quoted(other)}}`,
        holds: (sample) => [text, other].includes(of(sample)),
      },
      {
        text: `${name} matches r#"^${text.replaceAll('.', String.raw`\.`)}"#`,
        holds: (sample) => of(sample).startsWith(text),
      },
      { text: `${name} strict wildcard ${quoted(`${text}*`)}`, holds: (sample) => of(sample).startsWith(text) },
      { text: `len(${name}) eq 0`, holds: (sample) => of(sample) === '' },
    ),
  ),
)

const other: fc.Arbitrary<Rule> = fc.constantFrom<Rule>(
  {
    text: 'ip.src in {192.0.2.0/24 2001:db8::1}',
    holds: ({ ip }) => ip.startsWith('192.0.2.') || ip === '2001:db8::1',
  },
  { text: 'ip.src ne 198.51.100.1', holds: ({ ip }) => ip !== '198.51.100.1' },
  { text: 'ip.src in {192.0.2.1..192.0.2.5}', holds: ({ ip }) => ip === '192.0.2.1' },
  { text: 'http.request.method in {"POST" "PUT"}', holds: ({ method }) => method === 'POST' },
  { text: 'http.request.uri.query contains "k=1"', holds: ({ query }) => query.includes('k=1') },
  { text: 'http.request.uri.query eq ""', holds: ({ query }) => query === '' },
  { text: 'any(http.request.uri.args["k"][*] == "1")', holds: ({ query }) => query === 'k=1' },
  { text: 'lower(http.user_agent) contains "bot"', holds: ({ agent = '' }) => agent.toLowerCase().includes('bot') },
  { text: 'http.request.uri.path.extension eq "php"', holds: ({ path }) => path.endsWith('.php') },
  { text: 'true', holds: () => true },
  { text: 'false', holds: () => false },
)

const { rule } = fc.letrec<{ readonly rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    comparison,
    other,
    tie('rule').map((of): Rule => ({ text: `not (${of.text})`, holds: (sample) => !of.holds(sample) })),
    fc
      .tuple(fc.constantFrom('and', 'or', 'xor', '&&', '||'), tie('rule'), tie('rule'))
      .map(([operator, one, two]): Rule => ({
        text: `(${one.text} ${operator} ${two.text})`,
        holds: (sample) => {
          const [first, second] = [one.holds(sample), two.holds(sample)]
          if (operator === 'xor') return first !== second
          return operator === 'and' || operator === '&&' ? first && second : first || second
        },
      })),
    // Without brackets: `and` binds tighter than `xor`, and `xor` tighter than `or`.
    fc.tuple(comparison, comparison, comparison, other).map(([one, two, three, four]): Rule => ({
      text: `(${one.text} or ${two.text} xor not ${three.text} and ${four.text})`,
      holds: (sample) => one.holds(sample) || two.holds(sample) !== (!three.holds(sample) && four.holds(sample)),
    })),
  ),
}))

const samples: readonly Sample[] = ['GET', 'POST'].flatMap((method) =>
  ['a.example', 'b.a.example', 'other.test'].flatMap((host, at) =>
    ['/', '/a', '/a/', '/a/x', '/ab.php', '/A'].map((path, index): Sample => ({
      method,
      host,
      path,
      query: ['', 'k=1', 'k=2'][(at + index) % 3]!,
      agent: ['curl/8.5', undefined, 'SuperBot/1.0', 'Mozilla'][(at + index) % 4],
      key: ['secret', undefined, 'other'][index % 3],
      ip: ['192.0.2.1', '192.0.2.9', '198.51.100.1', '2001:db8::1'][(at * 3 + index) % 4]!,
    })),
  ),
)

const keys = (
  'result rules phase kind id name action expression action_parameters ratelimit characteristics period requests_per_period ' +
  'mitigation_timeout counting_expression response status_code content filter paused priority mode configuration target value urls ' +
  'configurations items ip hostname asn num_items enabled ruleset phases products match threshold success description'
).split(' ')

const texts = (
  'block skip log execute allow challenge whitelist ip ip_range country ua current custom http_ratelimit http_request_firewall_custom ' +
  '192.0.2.1 10.0.0.0/8 a.example/x* * true $a'
).split(' ')

const { value: json } = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    fc.constantFrom<unknown>(...texts, 0, 5, 60, 429, -1, true, false, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
    fc.record({
      phase: fc.constantFrom('http_ratelimit', 'http_request_firewall_custom'),
      rules: fc.array(fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 8 }), { maxLength: 3 }),
    }),
  ),
}))

it('becomes policy text that passes check, whatever the shape of the JSON', () => {
  fc.assert(
    fc.property(json, (value) => {
      gateOfImport('cloudflare', JSON.stringify(value))
    }),
    { numRuns: runs(25) },
  )
})

it('blocks the requests for which an expression is true, by its documentation', () => {
  fc.assert(
    fc.property(rule, rule, rule, (admitted, first, second) => {
      const rules = [
        { expression: admitted.text, action: 'skip', action_parameters: { ruleset: 'current' } },
        { expression: first.text, action: 'block' },
        { expression: second.text, action: 'block', action_parameters: { response: { status_code: 429 } } },
      ]
      const text = JSON.stringify({ phase: 'http_request_firewall_custom', rules })
      const notes = importFile('cloudflare', text, 'x').notes.map(({ message }) => message)
      // Some paths begin with no slash, and case is sometimes ignored: everything else has an equivalent.
      expect(notes.filter((note) => !/no access rules|\/robots\.txt|usual spellings/.test(note))).toEqual([])
      const gate = gateOfImport('cloudflare', text)
      for (const sample of samples) {
        const expected = admitted.holds(sample)
          ? 'pass'
          : first.holds(sample)
            ? 403
            : second.holds(sample)
              ? 429
              : 'pass'
        const headers = ['Host', sample.host]
        if (sample.agent !== undefined) headers.push('User-Agent', sample.agent)
        if (sample.key !== undefined) headers.push('X-Key', sample.key)
        const target = sample.query === '' ? sample.path : `${sample.path}?${sample.query}`
        const { outcome, status } = gate.decide({ method: sample.method, target, headers, peer: sample.ip })
        expect([rules, sample, outcome === 'pass' ? 'pass' : status]).toEqual([rules, sample, expected])
      }
    }),
    { numRuns: runs(12) },
  )
})
