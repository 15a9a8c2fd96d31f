import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'

const included: ReadIncluded = (path) =>
  path === 'office.json' ? [{ path, text: '{"result":[{"ip":"203.0.113.0/24"},{"ip":"2001:db8::/64"}]}' }] : []

function imported(value: unknown): { readonly rules: string; readonly notes: readonly string[] } {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, '\t')
  const { text: policy, notes } = importFile('cloudflare', text, 'rules.json', included)
  const rules = policy
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .trim()
  return { rules, notes: notes.map(({ message }) => message) }
}

function custom(expression: string, action = 'block', more: object = {}): object {
  return { description: 'r', expression, action, ...more }
}

function ruleset(...rules: readonly object[]): object {
  return { result: { kind: 'zone', phase: 'http_request_firewall_custom', rules } }
}

describe('an imported export of Cloudflare', () => {
  it('keeps the alternatives of an expression that have an equivalent', () => {
    const { rules, notes } = imported(
      ruleset(
        custom('ip.src.country eq "XX" or (http.host eq "a.example" and starts_with(http.request.uri.path, "/admin"))'),
      ),
    )
    expect(rules).toBe('paths match exactly\n\nblock host == "a.example" and path starts with "/admin"  reply 403')
    expect(notes).toEqual([
      'rule r: ip.src.country needs the plugin for countries: `use geo` and `block country in "XX"`',
    ])
  })

  it('lets `skip` and `allow` make exceptions, of limits too', () => {
    const { rules } = imported([
      ruleset(
        custom('ip.src in $office', 'skip', { action_parameters: { ruleset: 'current', phases: ['http_ratelimit'] } }),
        custom('http.user_agent contains "curl"'),
        custom('http.request.method eq "PUT"', 'log'),
      ),
      {
        phase: 'http_ratelimit',
        rules: [
          custom('true', 'block', {
            ratelimit: {
              characteristics: ['cf.colo.id', 'ip.src', 'http.request.headers["x-key"]'],
              period: 10,
              requests_per_period: 20,
              mitigation_timeout: 10,
            },
          }),
        ],
      },
    ])
    expect(rules).toBe(`block agent contains "curl" unless ip in 203.0.113.0/24, 2001:db8::/64  reply 403
shadow block method in PUT and ip not in 203.0.113.0/24, 2001:db8::/64
limit 20 per 10 seconds per ip exact and header("x-key")
  when header("x-key") is not empty and ip not in 203.0.113.0/24, 2001:db8::/64
  reply 429
  then block for 10 seconds`)
  })

  it('counts replies with a counting expression, and says what it cannot', () => {
    const rate = { characteristics: ['ip.src'], period: 60, requests_per_period: 5, mitigation_timeout: 600 }
    const of = (counting: string): ReturnType<typeof imported> =>
      imported({
        phase: 'http_ratelimit',
        rules: [custom('true', 'block', { ratelimit: { ...rate, counting_expression: counting } })],
      })
    expect(of('http.response.code in {401 403..404}').rules).toBe(
      'limit 5 per minute per ip exact\n  reply 429\n  counting only replies 401, 403, 404\n  then block for 10 minutes',
    )
    expect(of('http.response.code eq 401').rules).toContain('then block for 10 minutes')
    expect(of('cf.waf.score lt 20').notes[0]).toBe('rule r is not imported: its counting expression has no equivalent')
  })

  it('reads access rules, user agent rules, lockdowns and firewall rules', () => {
    const { rules, notes } = imported({
      access: [
        { mode: 'block', configuration: { target: 'ip_range', value: '192.0.2.0/24' } },
        { mode: 'whitelist', configuration: { target: 'ip', value: '192.0.2.9' } },
        { mode: 'challenge', configuration: { target: 'ip', value: '192.0.2.10' } },
        { mode: 'block', configuration: { target: 'asn', value: 'AS64496' } },
      ],
      agents: [{ mode: 'block', configuration: { target: 'ua', value: 'BadBot/1.0' } }],
      lockdowns: [{ id: 'l', urls: ['a.example/admin*'], configurations: [{ target: 'ip', value: '203.0.113.7' }] }],
      firewall: [
        { action: 'block', priority: 2, filter: { expression: 'http.request.uri.path contains "/x"' } },
        { action: 'allow', priority: 1, filter: { expression: 'ip.src eq 198.51.100.1' } },
        { action: 'block', paused: true, filter: { expression: 'true' } },
      ],
    })
    expect(rules).toBe(`list lockdown = 203.0.113.7
list blocked  = 192.0.2.0/24
paths match exactly

allow only ip in lockdown when host == "a.example" and path starts with "/admin"  reply 403
block ip in blocked unless ip in 192.0.2.9  reply 403
block agent == "BadBot/1.0" unless ip in 192.0.2.9  reply 403
block path contains "/x" unless ip in 192.0.2.9 or ip in 198.51.100.1  reply 403`)
    expect(notes.slice(0, 2)).toEqual([
      'access rule 192.0.2.10: a policy has no challenges (challenge): these requests pass',
      'access rule AS64496 (block) is not imported: a policy does not know autonomous systems: supply them as a fact',
    ])
  })

  it('follows rulesets that a rule executes', () => {
    const { rules, notes } = imported([
      {
        id: 'c1',
        kind: 'custom',
        name: 'mine',
        phase: 'http_request_firewall_custom',
        rules: [custom('http.host eq "a.example"')],
      },
      { id: 'c2', kind: 'custom', name: 'other', phase: 'http_request_firewall_custom', rules: [custom('true')] },
      ruleset(
        custom('http.request.method eq "POST"', 'execute', { action_parameters: { id: 'c1' } }),
        custom('true', 'execute', { action_parameters: { id: 'managed' } }),
      ),
    ])
    expect(rules).toBe('block method in POST and host == "a.example"  reply 403')
    expect(notes).toEqual([
      'the ruleset other is not imported: no rule of the export executes it',
      'rule r is not imported: the ruleset that it executes is not in the export',
    ])
  })

  it('says what is not an export', () => {
    expect(imported('resource "cloudflare_ruleset" "x" {\n}\n').notes[0]).toContain(
      'Terraform configurations are not read',
    )
    expect(imported({ terraform_version: '1.9', values: {} }).notes[0]).toContain('Terraform states')
    expect(imported({ success: false, errors: [] }).notes[0]).toContain('an error of the API')
    expect(imported('[').notes[0]).toContain('not valid')
    expect(imported(ruleset(custom('http.host eq'), custom('(ip.src eq 1.2.3.4', 'block'))).notes).toEqual([
      'rule r is not imported: the expression cannot be read: it ends too early',
      'rule r is not imported: the expression cannot be read: `)` was expected',
      'the file contains no access rules that can be imported',
    ])
  })
})
