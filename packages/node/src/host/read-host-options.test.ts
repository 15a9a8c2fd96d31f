import { describe, expect, it } from 'vitest'
import { openPolicy } from '../policy-files/open-policy.ts'
import { asPrincipal } from './principal.ts'
import { readHostOptions } from './read-host-options.ts'
import { openGate } from './open-gate.ts'

describe('options of an adapter', () => {
  it.each([
    [undefined, 'no policy given'],
    ['site.policy', 'options must be an object, found "site.policy": write `tidegate({ policy: \'site.policy\' })`'],
    [{}, 'no policy given'],
    [{ policy: 'a', wach: true }, 'unknown option `wach`; did you mean `watch`?'],
    [{ policy: 'a', user: 'x' }, '`user` must be a function, found "x"'],
    [{ policy: 'a', facts: {} }, '`facts` must be a function, found an object'],
    [{ policy: 'a', skip: ['/health'] }, '`skip` must be a function, found an array'],
    [{ policy: 'a', handler: true }, '`handler` must be a function, found true'],
    [{ policy: 'a', rewriteTarget: 'no' }, '`rewriteTarget` must be `true` or `false`, found "no"'],
    [{ policy: 7 }, '`policy` must be a string or an object, found 7'],
    [{ policy: 'a', watch: 'yes' }, '`watch` must be `true` or `false` or an object, found "yes"'],
    [{ policy: 'a', watch: { setleMs: 1 } }, 'unknown option `setleMs`; did you mean `settleMs`?'],
    [{ policy: 'a', watch: { pollMs: '5' } }, '`pollMs` must be a number, found "5"'],
    [
      { policy: 'a', compile: 'worked' },
      '`compile` must be `worker` or `here`, found "worked"; did you mean `worker`?',
    ],
    [{ policy: 'a', limits: { rulez: 5 } }, 'did you mean `rules`?'],
    [{ policy: 'a', onLogLine: 'log' }, '`onLogLine` must be a function'],
    [{ policy: 'a', logger: () => {} }, '`logger` must have the functions `debug`, `info`, `warn` and `error`'],
    [{ policy: 'a', plugins: {} }, '`plugins` must be an array, found an object'],
    [{ policy: 'a', storeTimeoutMs: '50' }, '`storeTimeoutMs` must be a number, found "50"'],
    [{ policy: 'a', standardHeaders: 'draft-7' }, '`standardHeaders` must be `draft-10` or `false`'],
    [{ policy: 'a', headerNames: 'hidden' }, '`headerNames` must be `public` or `opaque`, found "hidden"'],
    [{ policy: 'a', mode: 'observ' }, '`mode` must be one of `enforce`, `observe`; did you mean `observe`?'],
  ])('%j is refused with a reason', (options, message) => {
    expect(() => openGate(options as object)).toThrow(TypeError)
    expect(() => openGate(options as object)).toThrow(message)
  })

  it('are returned as they are if they are valid', () => {
    const options = { policy: 'a', user: () => 'x', watch: { settleMs: 200 }, standardHeaders: false as const }
    expect(readHostOptions(options)).toEqual(options)
  })
})

describe('openPolicy', () => {
  it('refuses a path that is not text', () => {
    expect(() => openPolicy(undefined as unknown as string)).toThrow('expected the path of a policy, found undefined')
    expect(() => openPolicy({ policy: 'a' } as unknown as string)).toThrow('found an object')
  })
})

describe('facts of a principal', () => {
  it.each([null, 'x', 7, []])('must be an object, not %j', (facts) => {
    const request = { method: 'GET', target: '/', headers: [], peer: '192.0.2.1' }
    expect(() => asPrincipal(request, undefined, facts as never)).toThrow('`facts` must return an object of values')
  })
})
