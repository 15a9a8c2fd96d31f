import fc from 'fast-check'
import { parseList } from 'structured-headers'
import { describe, expect, it } from 'vitest'
import type { Decision, LimitState, RuleRef } from '../decision.ts'
import { passHeaders } from './pass-headers.ts'
import { render } from './render.ts'

const rule: RuleRef = {
  kind: 'limit',
  id: '0123456789abcdef',
  file: 'site.policy',
  line: 7,
  text: 'limit 5 per minute per ip',
}

const limit: LimitState = {
  rule,
  admitted: true,
  count: 5,
  periodMs: 60_000,
  remaining: 3,
  retryAfterMs: 0,
  nextMs: 4_001,
  resetMs: 30_001,
  ownSubject: true,
}

const pass: Decision = {
  outcome: 'pass',
  reason: 'no-rule-refuses',
  status: 200,
  limits: [],
  shadows: [],
  policy: { fingerprint: 'f'.repeat(16) },
  id: 'id-1',
}

const limited: Decision = {
  ...pass,
  outcome: 'limit',
  reason: 'limit-exceeded',
  status: 429,
  rule,
  retryAfterMs: 12_001,
  limits: [{ ...limit, admitted: false, remaining: 0, retryAfterMs: 12_001, nextMs: 12_001, resetMs: 59_000 }],
}

const blocked: Decision = {
  ...pass,
  outcome: 'block',
  reason: 'block-rule',
  status: 403,
  rule: { ...rule, kind: 'block', name: 'known attacker', text: 'block ip in attackers' },
}

describe('a refusal by a rule', () => {
  it('reveals nothing but the status and the id', () => {
    expect(render(blocked, '')).toEqual({
      status: 403,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
      body: 'Forbidden\nReference: id-1\n',
    })
    expect(JSON.stringify(render(blocked, 'application/json'))).not.toMatch(/attacker|site\.policy|0123456789abcdef/)
  })

  it('contains the reply text of the policy', () => {
    const decision = { ...blocked, replyText: 'Access denied from this IP address' }
    expect(render(decision, '*/*').body).toBe('Access denied from this IP address\nReference: id-1\n')
    expect(JSON.parse(render(decision, 'application/json').body)).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'Access denied from this IP address',
      id: 'id-1',
    })
  })

  it('states when the window ends', () => {
    const reply = render({ ...blocked, status: 503, retryAfterMs: 90_000 }, '')
    expect([reply.headers['retry-after'], reply.body]).toEqual([
      '90',
      'Service Unavailable. Try again in 90 seconds\nReference: id-1\n',
    ])
  })

  it('has a title for every status', () => {
    expect(JSON.parse(render({ ...blocked, status: 451 }, 'application/json').body)).toMatchObject({
      title: 'Unavailable For Legal Reasons',
    })
    expect(JSON.parse(render({ ...blocked, status: 499 }, 'application/json').body)).toMatchObject({ title: 'Refused' })
  })
})

describe('a redirect', () => {
  const moved: Decision = { ...limited, status: 302, redirect: '/sorry?ref={reference}' }

  it('has a Location with the reference, and no delay', () => {
    const { status, headers, body } = render({ ...moved, id: 'a b&c' }, 'text/html')
    expect([status, headers['location'], body]).toEqual([
      302,
      '/sorry?ref=a%20b%26c',
      'See /sorry?ref=a%20b%26c\nReference: a b&c\n',
    ])
    expect(headers).not.toHaveProperty('retry-after')
    expect(headers).toMatchObject({ 'cache-control': 'no-store', ratelimit: expect.any(String) as string })
  })

  it('is a redirect for programs, too', () => {
    const { headers, body } = render(moved, 'application/json')
    expect(headers).toMatchObject({ location: '/sorry?ref=id-1', 'content-type': 'application/problem+json' })
    expect(JSON.parse(body)).toMatchObject({ status: 302 })
  })

  it('replaces `{reference}` wherever it is, and nothing in it', () => {
    const { headers } = render({ ...moved, redirect: '/{reference}/{reference}', id: '$&{reference}' }, '')
    expect(headers['location']).toBe('/%24%26%7Breference%7D/%24%26%7Breference%7D')
  })
})

describe('a page', () => {
  const html = {
    file: 'refused.html',
    type: 'text/html',
    digest: '0',
    text: '<p>{reference} {status} {retry-after}</p>',
  } as const
  const json = { ...html, type: 'application/json', text: '{"id":"{reference}","retry":{retry-after}}' } as const

  it('is the body, with strict header fields', () => {
    const { status, headers, body } = render({ ...limited, page: html, id: '<b>' }, 'text/html')
    expect([status, body]).toEqual([429, '<p>&lt;b&gt; 429 13</p>'])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/) as string,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'retry-after': '13',
    })
  })

  it('has 0 for the delay of a refusal without one', () => {
    expect(render({ ...blocked, page: html }, '').body).toBe('<p>id-1 403 0</p>')
  })

  it('is not for programs that prefer JSON, unless it is JSON', () => {
    const problem = render({ ...blocked, page: html }, 'application/json')
    expect(problem.headers).toMatchObject({ 'content-type': 'application/problem+json' })
    expect(problem.headers).not.toHaveProperty('content-security-policy')
    const { headers, body } = render({ ...blocked, page: json }, 'application/json')
    expect([headers['content-type'], body]).toEqual(['application/json', '{"id":"id-1","retry":0}'])
    expect(render({ ...blocked, page: json }, 'text/html').headers['content-type']).toBe('application/json')
  })

  it('takes precedence over the body of a plugin', () => {
    const plugins = [{ replies: { 'text/html': () => 'plugin' } }]
    expect(render({ ...blocked, page: html }, 'text/html', { plugins }).body).toContain('<p>')
  })
})

describe('a refusal before any rule', () => {
  it.each([
    [
      'ambiguous-method',
      400,
      'a method with small letters',
      'The request method is ambiguous: a method with small letters',
    ],
    ['ambiguous-path', 400, 'a dot segment', 'The request target is ambiguous: a dot segment'],
    ['ambiguous-host', 400, 'several Host fields', 'The request does not name exactly one host: several Host fields'],
    ['ambiguous-parameter', 400, 'a cookie appears more than once', 'A parameter can be read in more than one way'],
    ['target-too-long', 414, 'x', 'The request target is too long'],
    ['too-many-headers', 431, 'x', 'The request has too many header fields'],
    ['fact-missing', 503, 'user.allowed_ips', 'The service cannot process the request right now'],
    ['client-address-unknown', 503, 'x', 'The service cannot process the request right now'],
    ['store-unavailable', 503, 'x', 'The service cannot process the request right now'],
  ] as const)('%s: %i', (reason, status, detail, text) => {
    const reply = render({ ...pass, outcome: 'block', reason, status, detail }, '')
    expect(reply).toMatchObject({ status, body: `${text}\nReference: id-1\n` })
  })
})

describe('a refusal by a limit', () => {
  it('rounds Retry-After up to whole seconds, and `t` with it', () => {
    const { headers, body } = render(limited, '')
    expect(headers).toMatchObject({
      'retry-after': '13',
      'ratelimit-policy': '"0123456789abcdef";q=5;w=60',
      ratelimit: '"0123456789abcdef";r=0;t=13',
    })
    expect(body).toBe('Too Many Requests. Try again in 13 seconds\nReference: id-1\n')
  })

  it('is never less than one second', () => {
    expect(render({ ...limited, retryAfterMs: 1 }, '').headers['retry-after']).toBe('1')
    expect(render({ ...limited, retryAfterMs: 1_000 }, '').headers['retry-after']).toBe('1')
    expect(render({ ...limited, retryAfterMs: 1_001 }, '').headers['retry-after']).toBe('2')
    expect(render({ ...limited, retryAfterMs: 1 }, '').body).toContain('in 1 second\n')
  })

  it('lists the limits that refused in the problem details of the draft', () => {
    const named = { ...limit, rule: { ...rule, name: 'login' }, admitted: false, remaining: 0, retryAfterMs: 1_000 }
    const decision = { ...limited, limits: [limit, named] }
    expect(JSON.parse(render(decision, 'application/json').body)).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['login'],
    })
    expect(JSON.parse(render(decision, 'application/json', { headerNames: 'opaque' }).body)).toMatchObject({
      'violated-policies': [rule.id],
    })
    expect(JSON.parse(render(decision, 'application/json', { standardHeaders: false }).body)).toMatchObject({
      type: 'about:blank',
      title: 'Too Many Requests',
    })
  })
})

describe('a limit that callers share', () => {
  const shared: Decision = { ...limited, retryAfterMs: 10_000, limits: [{ ...limited.limits[0]!, ownSubject: false }] }

  it('shows no count, and lengthens Retry-After by up to a fifth', () => {
    expect(render(shared, '', { random: () => 0 }).headers).not.toHaveProperty('ratelimit')
    expect(render(shared, '', { random: () => 0 }).headers['retry-after']).toBe('10')
    expect(render(shared, '', { random: () => 0.5 }).headers['retry-after']).toBe('11')
    expect(render(shared, '', { random: () => 0.999 }).headers['retry-after']).toBe('12')
    expect(render(shared, 'application/json').body).not.toContain('violated-policies')
  })

  it('never asks for a retry too early, or more than a fifth too late', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 86_400_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (ms, random) => {
          const seconds = Number(
            render({ ...shared, retryAfterMs: ms }, '', { random: () => random }).headers['retry-after'],
          )
          expect(seconds * 1_000).toBeGreaterThanOrEqual(ms)
          expect(seconds).toBeLessThanOrEqual(Math.ceil((ms * 1.2) / 1_000))
        },
      ),
    )
  })

  it('lengthens Retry-After only if it refused the request', () => {
    const other = { ...limit, ownSubject: false }
    const decision = { ...limited, limits: [...limited.limits, other] }
    expect(render(decision, '', { random: () => 0.999 }).headers['retry-after']).toBe('13')
  })
})

describe('responses to admitted requests', () => {
  it('report the caller’s own limits', () => {
    const second = { ...limit, rule: { ...rule, id: 'b', name: 'daily "gold\\"' }, count: 1_000, periodMs: 86_400_000 }
    expect(passHeaders({ ...pass, limits: [limit, second, { ...limit, ownSubject: false }] })).toEqual({
      'ratelimit-policy': '"0123456789abcdef";q=5;w=60, "daily \\"gold\\\\\\"";q=1000;w=86400',
      ratelimit: '"0123456789abcdef";r=3;t=5, "daily \\"gold\\\\\\"";r=3;t=5',
    })
  })

  it('report nothing without own limits, or if the option is off', () => {
    expect(passHeaders(pass)).toBeUndefined()
    expect(passHeaders({ ...pass, limits: [{ ...limit, ownSubject: false }] })).toBeUndefined()
    expect(passHeaders({ ...pass, limits: [limit] }, { standardHeaders: false })).toBeUndefined()
  })

  it('show the tightest limit in the legacy fields', () => {
    const tight = { ...limit, count: 9, remaining: 1, resetMs: 1_500 }
    const options = { standardHeaders: false, legacyHeaders: true, wallMs: () => 1_000_000_000_000 } as const
    expect(passHeaders({ ...pass, limits: [limit, tight] }, options)).toEqual({
      'x-ratelimit-limit': '9',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1000000002',
    })
  })

  it('are valid structured fields for any name of a limit', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        (names) => {
          const limits = names.map((name) => ({ ...limit, rule: { ...rule, name } }))
          const headers = passHeaders({ ...pass, limits })!
          const policies = parseList(headers['ratelimit-policy']!)
          const states = parseList(headers['ratelimit']!)
          expect(policies.map(([, parameters]) => [...parameters])).toEqual(
            names.map(() => [
              ['q', 5],
              ['w', 60],
            ]),
          )
          expect(states.map(([, parameters]) => [...parameters])).toEqual(
            names.map(() => [
              ['r', 3],
              ['t', 5],
            ]),
          )
          expect(states.map(([name]) => name)).toEqual(policies.map(([name]) => name))
        },
      ),
    )
  })
})
