import type { Facts } from '@tidegate/model'
import { modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import { formatIp, IpSetBuilder, parseIp, parsePrefix } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import type { GateRequest } from '../request.ts'
import type { FactReading } from './fact-reading.ts'
import type { FactWarning } from './fact-warning.ts'
import { createFactReader, type FactReaderOptions, type FactSource } from './read-facts.ts'
import fc from 'fast-check'

/** The parts of a plan in which tests differ. */
type Source = Pick<Partial<FactSource>, 'inputs'> & {
  readonly model?: Pick<FactSource['model'], 'facts' | 'clientIp' | 'addressSets'>
}

const nothing = planPolicy(modelOf({ rules: [] }))

function sourceOf({ inputs, model }: Source): FactSource {
  return { ...nothing, ...(inputs && { inputs }), model: { ...nothing.model, ...model } }
}

const request: GateRequest = { method: 'GET', target: '/', headers: ['Host', 'example.com'], peer: '203.0.113.5' }

function read(part: Partial<GateRequest>, options?: FactReaderOptions, source: Source = {}): FactReading {
  return createFactReader(sourceOf(source), options)({ ...request, ...part }, 1_000)
}

function facts(part: Partial<GateRequest>, options?: FactReaderOptions, source?: Source): Facts {
  const reading = read(part, options, source)
  if (reading.kind === 'refusal') throw new Error(`${reading.reason}: ${reading.detail}`)
  return reading.facts
}

function refusal(part: Partial<GateRequest>, options?: FactReaderOptions, source?: Source): string {
  const reading = read(part, options, source)
  return reading.kind === 'refusal' ? `${reading.status} ${reading.reason}: ${reading.detail}` : 'none'
}

describe('facts', () => {
  it('are fixed, with frozen lists', () => {
    const fixed = facts({
      target: '//a/%62?q=1',
      headers: ['HOST', 'Example.COM:8080', 'user-agent', 'curl'],
      user: 'u1',
    })
    expect(fixed).toEqual({
      ip: parseIp('203.0.113.5'),
      peer: parseIp('203.0.113.5'),
      method: 'GET',
      host: 'example.com',
      path: '/a/b',
      target: '/a/b?q=1',
      agent: 'curl',
      isAgentUnsure: false,
      isTimeRecorded: false,
      user: 'u1',
      headers: [],
      queries: [],
      cookies: [],
      values: [],
      nowMs: 1_000,
    })
    expect([fixed.headers, fixed.queries, fixed.cookies, fixed.values].every((list) => Object.isFrozen(list))).toBe(
      true,
    )
  })

  it('contain every value that a common framework reads', () => {
    const inputs = { headers: ['referrer'], queries: ['q'], cookies: ['plan'] }
    const headers = ['Cookie', 'plan=%67old', 'Referer', 'a', 'Referrer', 'b']
    const { queries, cookies, headers: fields } = facts({ target: '/?q=%ff', headers }, {}, { inputs })
    expect([queries, cookies, fields]).toEqual([[['\ufffd', '%ff']], [['gold', '%67old']], [['a', 'b']]])
  })

  it('contain every occurrence of the inputs that the policy uses, and nothing else', () => {
    const inputs = { headers: ['x-api-key', 'user-agent'], queries: ['q'], cookies: ['plan'] }
    const headers = [
      'x-api-key',
      '1',
      'X-API-KEY',
      '2',
      'User-Agent',
      'a',
      'user-agent',
      'b',
      'Cookie',
      'plan=gold; plan="free"',
    ]
    const fixed = facts({ target: '/?q=1&r=2&q=%33', headers }, {}, { inputs })
    expect(fixed.headers).toEqual([
      ['1', '2'],
      ['a', 'b'],
    ])
    expect(fixed.queries).toEqual([['1', '3']])
    expect(fixed.cookies).toEqual([['gold', 'free', '"free"']])
    expect(fixed.headers.every((values) => Object.isFrozen(values))).toBe(true)
  })

  it('join several User-Agent fields, so that a token in any of them is seen', () => {
    expect(facts({ headers: ['User-Agent', 'Mozilla/5.0', 'User-Agent', 'scrapy'] }).agent).toBe('Mozilla/5.0 scrapy')
    expect(facts({ headers: [] }).agent).toBeUndefined()
    expect(facts({ headers: ['User-Agent', ''] }).agent).toBe('')
  })

  it('read `:authority` as the host', () => {
    expect(facts({ headers: [':authority', 'A.example:443'] }).host).toBe('a.example')
    expect(facts({ headers: [':authority', 'a.example', 'host', 'a.example'] }).host).toBe('a.example')
  })

  it('have no host if the request names none', () => {
    expect(facts({ headers: [] }).host).toBeUndefined()
    expect(facts({ headers: ['Host', ''] }).host).toBeUndefined()
  })

  it('decode unreserved characters in the query of the target that is compared, and not of the one that is passed on', () => {
    const target = '/%61?%64ebug=%2f%c3%zz&x=%%36%34'
    expect(facts({ target })).toMatchObject({
      target: '/a?debug=%2F%C3%zz&x=%%364',
      passedTarget: '/a?%64ebug=%2f%c3%zz&x=%%36%34',
    })
    expect(facts({ target: '/a?b=1' })).not.toHaveProperty('passedTarget')
  })

  it('use the host of an absolute target if there is no Host field', () => {
    expect(facts({ target: 'http://A.example:80/x', headers: [] })).toMatchObject({
      host: 'a.example',
      path: '/x',
      target: '/x',
    })
  })

  it('ignore the zone id of a socket’s address', () => {
    expect(formatIp(facts({ peer: 'fe80::1%eth0' }).ip!)).toBe('fe80::1')
    expect(formatIp(facts({ peer: '::ffff:203.0.113.7' }).ip!)).toBe('203.0.113.7')
  })

  it('convert a numeric id to a string', () => {
    expect(facts({ user: 7 as unknown as string }).user).toBe('7')
    expect(facts({ user: null as unknown as string }).user).toBeUndefined()
  })

  it('use an address that is given for explain and replay', () => {
    const fixed = facts({ ip: '198.51.100.7', peer: undefined })
    expect([formatIp(fixed.ip!), fixed.peer]).toEqual(['198.51.100.7', undefined])
  })
})

describe('requests that are refused before any rule', () => {
  it('include those whose method some frameworks would compare in capitals', () => {
    expect(refusal({ method: 'delete' })).toBe('400 ambiguous-method: a method with small letters')
    expect(refusal({ method: 'QUERY' })).toBe('none')
  })

  it('include those with a declared parameter or cookie that only some frameworks find', () => {
    const inputs = { headers: [], queries: ['debug'], cookies: ['plan'] }
    expect(refusal({ target: '/?debug[]=1' }, {}, { inputs })).toMatch(/^400 ambiguous-parameter: a query parameter/)
    expect(refusal({ headers: ['Cookie', 'plan =1'] }, {}, { inputs })).toMatch(/^400 ambiguous-parameter: a cookie/)
    expect(refusal({ target: '/?other[]=1', headers: ['Cookie', 'other =1'] }, {}, { inputs })).toBe('none')
  })

  it.each([
    [{ target: '/a/%2e%2e/admin' }, '400 ambiguous-path: a dot segment'],
    [{ target: '*' }, '400 ambiguous-path: an unknown form of target'],
    [{ target: `/${'a'.repeat(2_048)}` }, '414 target-too-long: a path longer than 2048 characters'],
    [{ hasCutHeaders: true }, '431 too-many-headers: as many header fields as the server keeps: others may be missing'],
    [{ headers: ['Host', 'a', 'host', 'b'] }, '400 ambiguous-host: several Host fields'],
    [{ headers: ['Host', 'a', 'Host', 'a'] }, '400 ambiguous-host: several Host fields'],
    [{ headers: ['Host', 'a, b'] }, '400 ambiguous-host: a character that is invalid in a host name'],
    [
      { headers: [':authority', 'a', 'Host', 'b'] },
      '400 ambiguous-host: the target and the Host field name different hosts',
    ],
    [
      { target: 'http://other.example/admin' },
      '400 ambiguous-host: the target and the Host field name different hosts',
    ],
    [{ target: 'http://user@example.com/' }, '400 ambiguous-host: a character that is invalid in a host name'],
    [
      { peer: undefined },
      '503 client-address-unknown: a Unix socket has no address, and `trustProxy` does not include `unix`',
    ],
    [{ peer: '' }, '503 client-address-unknown: the address of the peer cannot be read'],
  ])('%j: %s', (part, expected) => {
    expect(refusal(part)).toBe(expected)
  })

  it('include the address and the canonical target as far as they are known', () => {
    const peer = parseIp('203.0.113.5')
    expect(read({ target: '/..' })).toMatchObject({ ip: peer })
    expect(read({ target: '//a', headers: ['Host', 'a b'] })).toMatchObject({ ip: peer, path: '/a', target: '/a' })
    expect(read({ peer: undefined })).not.toHaveProperty('ip')
  })

  it('include those with a repeated parameter or cookie, if the option is set', () => {
    const inputs = { headers: [], queries: ['q'], cookies: ['c'] }
    const refuse: FactReaderOptions = { duplicateParameters: 'refuse' }
    expect(refusal({ target: '/?q=1&q=2' }, refuse, { inputs })).toBe(
      '400 ambiguous-parameter: a query parameter appears more than once',
    )
    expect(refusal({ headers: ['Cookie', 'c=1; c=2'] }, refuse, { inputs })).toBe(
      '400 ambiguous-parameter: a cookie appears more than once',
    )
    expect(refusal({ target: '/?q=1&q=2' }, {}, { inputs })).toBe('none')
    expect(refusal({ target: '/?q=1&r=1&r=2' }, refuse, { inputs })).toBe('none')
  })

  it('include those with a repeated header field that is not a list, if the option is set', () => {
    const inputs = { headers: ['content-type', 'accept'], queries: [], cookies: [] }
    const refuse: FactReaderOptions = { duplicateParameters: 'refuse' }
    const twice = (name: string) => ({ headers: [name, 'a', name, 'b'] })
    expect(refusal(twice('Content-Type'), refuse, { inputs })).toBe(
      '400 ambiguous-parameter: a header field that is not a list appears more than once',
    )
    expect(refusal(twice('Accept'), refuse, { inputs })).toBe('none')
    expect(refusal(twice('Referer'), refuse, { inputs })).toBe('none')
    expect(refusal(twice('Content-Type'), {}, { inputs })).toBe('none')
  })

  it('include those that lack a required fact, which is named', () => {
    const model = { facts: [{ name: 'tier', type: 'text', presence: 'required' }], addressSets: [] } as const
    expect(refusal({}, {}, { model })).toBe('503 fact-missing: tier')
    expect(refusal({ facts: { tier: 'gold' } }, {}, { model })).toBe('none')
  })

  it('include those whose user lacks a fact `with user`', () => {
    const model = { facts: [{ name: 'user.ips', type: 'ips', presence: 'with-user' }], addressSets: [] } as const
    expect(refusal({ user: 'u1' }, {}, { model })).toBe('503 fact-missing: user.ips')
    expect(refusal({}, {}, { model })).toBe('none')
  })
})

describe('errors of the host', () => {
  it.each(['', {}, true, Number.NaN])('the user %j makes the request fail', (user) => {
    expect(() => read({ user: user as string })).toThrow(TypeError)
  })

  it('an invalid address and invalid options throw', () => {
    expect(() => read({ ip: 'x' })).toThrow(TypeError)
    expect(() => read({}, { trustProxy: true as unknown as string })).toThrow(/choose its own address/)
  })
})

describe('the client address', () => {
  const prefix = parsePrefix('10.0.0.0/8')
  const builder = new IpSetBuilder()
  if (prefix.kind === 'prefix') builder.addPrefix(prefix.prefix)
  const model = {
    facts: [],
    clientIp: { header: 'x-forwarded-for', trusting: 0 },
    addressSets: [{ set: builder.build() }],
  }

  function client(headers: readonly string[], options?: FactReaderOptions): string {
    const { ip } = facts({ peer: '10.0.0.1', headers }, options, { model })
    return ip === undefined ? 'unknown' : formatIp(ip)
  }

  it('is read only from the header that the policy names', () => {
    expect(client(['X-Forwarded-For', '198.51.100.7'])).toBe('198.51.100.7')
    expect(client(['X-Forwarded-For', '198.51.100.7', 'x-forwarded-for', '10.0.0.2'])).toBe('198.51.100.7')
    expect(client(['X-Forwarded-For', '198.51.100.7', 'X-Real-IP', '192.0.2.1'])).toBe('198.51.100.7')
    expect(client(['X-Real-IP', '192.0.2.1', 'Forwarded', 'for=192.0.2.1'])).toBe('10.0.0.1')
  })

  it('is the peer without `client ip` and without `trustProxy`', () => {
    expect(formatIp(facts({ peer: '10.0.0.1', headers: ['X-Forwarded-For', '198.51.100.7'] }).ip!)).toBe('10.0.0.1')
  })

  it('is separate from the peer', () => {
    const fixed = facts({ peer: '10.0.0.1', headers: ['X-Forwarded-For', '198.51.100.7'] }, {}, { model })
    expect(formatIp(fixed.peer!)).toBe('10.0.0.1')
  })

  it('is that of the proxy if it sent none, and unknown if it sent one that cannot be used; both cause a warning', () => {
    const warnings: FactWarning[] = []
    const onWarning = (warning: FactWarning): unknown => warnings.push(warning)
    expect(client(['X-Forwarded-For', '198.51.100.7'], { onWarning })).toBe('198.51.100.7')
    expect(client(['X-Forwarded-For', '198.51.100.7, garbage'], { onWarning })).toBe('unknown')
    expect(client([], { onWarning })).toBe('10.0.0.1')
    expect(warnings.map(({ code }) => code)).toEqual(['client-address-unsure', 'client-address-missing'])
  })

  it('is read from a Unix socket only if `trustProxy` includes it', () => {
    const part = { peer: undefined, headers: ['X-Forwarded-For', '198.51.100.7'] }
    expect(refusal(part, {}, { model })).toMatch(/^503 client-address-unknown: a Unix socket/)
    expect(formatIp(facts(part, { trustProxy: 'unix' }, { model }).ip!)).toBe('198.51.100.7')
  })
})

it('reads every request without an exception, for any bytes', () => {
  const bytes = fc.string({ unit: 'binary', maxLength: 30 })
  const inputs = { headers: ['x-a'], queries: ['q'], cookies: ['c'] }
  const names = fc.constantFrom(
    'host',
    'Host',
    'user-agent',
    'cookie',
    'x-a',
    'x-forwarded-for',
    '__proto__',
    ':authority',
  )
  const fields = fc.array(fc.tuple(fc.oneof(names, bytes), bytes), { maxLength: 8 })
  const reader = createFactReader(sourceOf({ inputs }), { trustProxy: '0.0.0.0/0, ::/0, unix' })
  fc.assert(
    fc.property(bytes, bytes, fields, fc.option(bytes, { nil: undefined }), (method, target, list, peer) => {
      const reading = reader({ method, target: `/${target}`, headers: list.flat(), peer }, 0)
      expect(['facts', 'refusal']).toContain(reading.kind)
    }),
    { numRuns: runs(400) },
  )
})
