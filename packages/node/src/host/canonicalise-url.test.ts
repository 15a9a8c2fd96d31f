import { expect, it } from 'vitest'
import type { EnforcementOptions } from './host-options.ts'
import { canonicaliseUrl } from './canonicalise-url.ts'

it('does not change the URL of a request that the gate refuses because of its method', () => {
  const request = { method: 'delete', url: '//a' }
  expect(canonicaliseUrl(request, {})).toBe(false)
  expect(request.url).toBe('//a')
})

it.each<readonly [string, EnforcementOptions, string]>([
  ['//a//%7Eb?q=%2e', {}, '/a/~b?q=%2e'],
  ['/a', {}, '/a'],
  ['http://site.example//a', {}, '/a'],
  ['/a/%2e%2e/b', {}, '/a/%2e%2e/b'],
  ['/a%2fb', {}, '/a%2Fb'],
  ['/a%2fb', { encodedSlash: 'refuse' }, '/a%2fb'],
  ['//a//%7Eb', { rewriteTarget: false }, '//a//%7Eb'],
])('converts %s with %o to %s', (url, options, expected) => {
  const request = { method: 'GET', url }
  canonicaliseUrl(request, options)
  expect(request.url).toBe(expected)
})

it.each<readonly [string, EnforcementOptions, boolean]>([
  ['/a', {}, true],
  ['/a/%2e%2e/b', {}, false],
  ['/a%2fb', {}, false],
  ['/a%2fb', { encodedSlash: 'keep' }, true],
  ['/a%40b', {}, true],
])('of %s with %o says whether `skip` may decide: %s', (url, options, expected) => {
  expect(canonicaliseUrl({ method: 'GET', url }, options)).toBe(expected)
})
