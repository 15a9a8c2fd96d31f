import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../decision.ts'
import type { GateRequest } from '../request.ts'
import { logFields } from './log-fields.ts'
import { logLine } from './log-line.ts'
import { createTextLogger } from './logger.ts'

const decision: Decision = {
  outcome: 'block',
  reason: 'block-rule',
  rule: {
    kind: 'block',
    id: 'r1',
    name: 'known attacker',
    file: 'site.policy',
    line: 12,
    text: 'block ip in attackers',
  },
  status: 403,
  limits: [],
  shadows: [],
  ip: '203.0.113.9',
  path: '/a',
  target: '/a?token=secret',
  policy: { fingerprint: 'f00d' },
  id: 'id-1',
}

const request: GateRequest = {
  method: 'GET',
  target: '/a?token=secret',
  headers: ['Authorization', 'secret', 'User-Agent', 'curl/8.0'],
  peer: '203.0.113.9',
  user: 'u1',
}

describe('logFields', () => {
  it('tell the decision, its rule with file and line, and the caller', () => {
    expect(logFields(decision, request, 3)).toEqual({
      outcome: 'block',
      reason: 'block-rule',
      status: 403,
      rule: 'known attacker',
      at: 'site.policy:12',
      ip: '203.0.113.9',
      user: 'u1',
      method: 'GET',
      path: '/a',
      agent: 'curl/8.0',
      suppressed: 3,
      policy: 'f00d',
      id: 'id-1',
    })
  })

  it('hold no query and no header but the User-Agent', () => {
    const { path: _path, target: _target, ...refused } = decision
    expect(JSON.stringify([logFields(decision, request), logFields(refused, request)])).not.toContain('secret')
  })

  it('keep no more than 1,024 characters of what a client sent', () => {
    const long = {
      ...request,
      method: 'M'.repeat(9_000),
      headers: ['user-agent', 'A'.repeat(9_000), 'User-Agent', 'b'],
    }
    expect(JSON.stringify(logFields(decision, long)).length).toBeLessThan(3_000)
  })
})

describe('logLine', () => {
  it('writes name and value by turns, quoted where they must be', () => {
    expect(logLine({ a: 'x', b: 7, c: '', d: 'a b', e: 'x=y', f: 'a"b' })).toBe(
      'a=x b=7 c="" d="a b" e="x=y" f="a\\"b"',
    )
  })

  it.each([
    ['curl\r\n2026-01-01 outcome=pass', '"curl\\\\r\\\\n2026-01-01 outcome=pass"'],
    ['\u001b]0;title\u0007', '\\\\x1b]0;title\\\\x07'],
    ['" outcome=pass "', '"\\\\" outcome=pass \\\\""'],
    ['\\" outcome=pass', '"\\\\\\\\\\\\" outcome=pass"'],
    ['\u202e\u2028', '\\\\u{202e}\\\\u{2028}'],
  ])('keeps the hostile agent %j in its field', (agent, written) => {
    expect(logLine({ agent, id: 'x' })).toBe(`agent=${written.replaceAll('\\\\', '\\')} id=x`)
  })

  it('is one line from which the same fields can be read, whatever an agent holds', () => {
    const hostile = fc.string({
      unit: fc.oneof(fc.constantFrom('"', '\\', ' ', '=', '\n', 'a'), fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 60,
    })
    fc.assert(
      fc.property(hostile, (agent) => {
        const line = logLine({ agent, id: 'x' })
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect([...line.matchAll(/(\w+)=(?:"(?:[^"\\]|\\.)*"|[^\s"=]*)(?: |$)/gu)].map(([, name]) => name)).toEqual([
          'agent',
          'id',
        ])
      }),
    )
  })
})

describe('createTextLogger', () => {
  it('writes level, message and fields, and drops what is less severe', () => {
    const lines: string[] = []
    const logger = createTextLogger((line) => lines.push(line), 'warn')
    logger.info({ a: 1 }, 'let in')
    logger.warn({ a: 'x y' }, 'refused')
    logger.error({}, 'broken')
    expect(lines).toEqual(['warn refused a="x y"', 'error broken'])
  })
})
