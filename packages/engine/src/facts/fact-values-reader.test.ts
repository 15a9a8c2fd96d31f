import type { FactSpec, IpsFact } from '@tidegate/model'
import { IpSetBuilder, ipSetHas, parseIp } from '@tidegate/values'
import { describe, expect, it } from 'vitest'
import { createFactValuesReader, type FactValues } from './fact-values-reader.ts'

interface Read {
  readonly found: FactValues
  readonly warnings: readonly string[]
}

function read(spec: Partial<FactSpec>, supplied: Readonly<Record<string, unknown>> | undefined, user = false): Read {
  const warnings: string[] = []
  const full: FactSpec = { name: 'x', type: 'text', presence: 'optional', ...spec }
  const reader = createFactValuesReader([full], ({ code, message }) => warnings.push(`${code}: ${message}`))
  return { found: reader(supplied, user), warnings }
}

function value(spec: Partial<FactSpec>, given: unknown): unknown {
  const { found } = read(spec, { x: given })
  return found.kind === 'values' ? found.values[0] : 'missing'
}

describe('types', () => {
  it.each([
    ['text', 'a', 'a'],
    ['text', '', ''],
    ['text', 7, undefined],
    ['number', 7.5, 7.5],
    ['number', Number.NaN, undefined],
    ['number', Number.POSITIVE_INFINITY, undefined],
    ['number', '7', undefined],
    ['flag', false, false],
    ['flag', 0, undefined],
    ['texts', ['a', 'b'], ['a', 'b']],
    ['texts', [], []],
    ['texts', ['a', 1], undefined],
    ['texts', 'a', undefined],
    ['ip', '::ffff:203.0.113.7', parseIp('203.0.113.7')],
    ['ip', parseIp('2001:db8::1'), parseIp('2001:db8::1')],
    ['ip', '010.0.0.1', undefined],
    ['ip', { family: 4 }, undefined],
    ['ips', 7, undefined],
    ['ips', ['10.0.0.1', 7], undefined],
    ['text', null, undefined],
    ['text', undefined, undefined],
  ] as const)('reads %s from %j as %j', (type, given, expected) => {
    expect(value({ type }, given)).toEqual(expected)
  })

  it('warns about a value of another type, but not about an absent one', () => {
    expect(read({ type: 'number' }, { x: '7' }).warnings).toEqual([
      'fact-type: fact `x`: expected a finite number; treated as absent',
    ])
    expect(read({ type: 'number' }, { x: null }).warnings).toEqual([])
    expect(read({ type: 'number' }, undefined).warnings).toEqual([])
  })

  it('copies an array', () => {
    const given = ['a']
    const reader = createFactValuesReader([{ name: 'x', type: 'texts', presence: 'optional' }], () => {})
    const found = reader({ x: given }, false)
    given.push('b')
    expect(found).toEqual({ kind: 'values', values: [['a']] })
  })
})

describe('sets of prefixes', () => {
  const home = parseIp('203.0.113.9')!

  it.each([
    ['text', '203.0.113.0/24, 2001:db8::1'],
    ['lines', '# home\n203.0.113.0/24 # mine'],
    ['an array', ['# home', '', '203.0.113.0/24 # mine', ' ']],
  ])('can be given as %s', (_, given) => {
    const fact = value({ type: 'ips' }, given) as IpsFact
    expect(ipSetHas(fact.set, home)).toBe(true)
    expect(fact.notEmpty).toBe(true)
  })

  it('can be given as a set', () => {
    const builder = new IpSetBuilder()
    expect((value({ type: 'ips' }, builder.build()) as IpsFact).notEmpty).toBe(false)
    builder.addIp(home)
    expect((value({ type: 'ips' }, builder.build()) as IpsFact).notEmpty).toBe(true)
  })

  it.each([['', ' , ', [], ['# none', '', ' ']]])('are empty if they contain only blanks: %j', (given) => {
    expect((value({ type: 'ips' }, given) as IpsFact).notEmpty).toBe(false)
  })

  it('warn about invalid entries, host bits and blank lists', () => {
    expect(read({ type: 'ips' }, { x: 'foo\u001b[31m, bar' }).warnings).toEqual([
      'ips-entry: fact `x`: `foo\\x1b[31m` (the first of 2 such entries) is not a valid address and matches no client',
    ])
    expect(read({ type: 'ips' }, { x: '10.0.0.7/8' }).warnings).toEqual([
      'ips-host-bits: fact `x`: `10.0.0.7/8` has host bits set; its network is used',
    ])
    expect(read({ type: 'ips' }, { x: ' , ' }).warnings).toEqual([
      'ips-blank: fact `x`: contains only separators, so the set is empty',
    ])
  })

  it('are parsed once for equal strings, and again after an edit', () => {
    const reader = createFactValuesReader([{ name: 'x', type: 'ips', presence: 'optional' }], () => {})
    const first = reader({ x: '203.0.113.9' }, false)
    const again = reader({ x: ['203.0.113.9'].join('') }, false)
    const edited = reader({ x: '203.0.113.8' }, false)
    expect(first.kind === 'values' && again.kind === 'values' && first.values[0] === again.values[0]).toBe(true)
    expect(edited.kind === 'values' && ipSetHas((edited.values[0] as IpsFact).set, home)).toBe(false)
  })
})

describe('presence', () => {
  it('reports a missing required fact by name', () => {
    expect(read({ presence: 'required' }, {}).found).toEqual({ kind: 'missing', name: 'x' })
    expect(read({ presence: 'required' }, undefined).found).toEqual({ kind: 'missing', name: 'x' })
    expect(read({ presence: 'required' }, { x: null }).found).toEqual({ kind: 'missing', name: 'x' })
    expect(read({ presence: 'required' }, { x: 7 }).found).toEqual({ kind: 'missing', name: 'x' })
    expect(read({ presence: 'required' }, { x: '' }).found).toEqual({ kind: 'values', values: [''] })
  })

  it('requires facts `with user` only if there is a user', () => {
    expect(read({ presence: 'with-user' }, {}, true).found).toEqual({ kind: 'missing', name: 'x' })
    expect(read({ presence: 'with-user' }, {}, false).found).toEqual({ kind: 'values', values: [undefined] })
    expect(read({ presence: 'with-user' }, { x: 'a' }, true).found).toEqual({ kind: 'values', values: ['a'] })
    expect(read({ presence: 'with-user' }, { x: 'a' }, false).found).toEqual({ kind: 'values', values: [undefined] })
  })
})

describe('the object that the host supplies', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('does not provide an inherited `%s`', (name) => {
    expect(read({ name, type: 'texts' }, {}).found).toEqual({ kind: 'values', values: [undefined] })
    expect(read({ name, presence: 'required' }, {}).found).toEqual({ kind: 'missing', name })
  })

  it('may have an own property with such a name, or no prototype', () => {
    expect(read({ name: '__proto__' }, JSON.parse('{"__proto__":"a"}') as Record<string, unknown>).found).toEqual({
      kind: 'values',
      values: ['a'],
    })
    const bare = Object.assign(Object.create(null) as Record<string, unknown>, { x: 'a' })
    expect(read({}, bare).found).toEqual({ kind: 'values', values: ['a'] })
  })

  it('does not provide a property of its class', () => {
    class Host {
      get x(): string {
        return 'a'
      }
    }
    const { found, warnings } = read({}, new Host() as unknown as Record<string, unknown>)
    expect(found).toEqual({ kind: 'values', values: [undefined] })
    expect(warnings).toEqual([
      'fact-shape: fact `x`: the property is inherited, expected an own property; treated as absent',
    ])
  })

  it('causes a warning if it nests a fact that is declared with a dot', () => {
    const { found, warnings } = read({ name: 'user.role' }, { user: { role: 'admin' } })
    expect(found).toEqual({ kind: 'values', values: [undefined] })
    expect(warnings).toEqual([
      'fact-shape: fact `user.role`: expected a property of that name, not an object in `user`; treated as absent',
    ])
    expect(read({ name: 'user.role' }, { user: 'u1' }).warnings).toEqual([])
    expect(read({ name: 'user.role' }, {}).warnings).toEqual([])
  })

  it('has its getters called once, and those of undeclared facts never', () => {
    let calls = 0
    const supplied = {
      get x() {
        calls++
        return 'a'
      },
      get other(): string {
        throw new Error('must not be read')
      },
    }
    expect(read({}, supplied).found).toEqual({ kind: 'values', values: ['a'] })
    expect(calls).toBe(1)
  })

  it('fails the request if a getter throws', () => {
    const supplied = {
      get x(): string {
        throw new Error('database away')
      },
    }
    expect(() => read({}, supplied)).toThrow('database away')
  })
})
