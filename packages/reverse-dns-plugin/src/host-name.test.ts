import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostName, isBelow } from './host-name.ts'

describe('hostName', () => {
  it.each([
    ['crawl-66-249-66-1.googlebot.com', 'crawl-66-249-66-1.googlebot.com'],
    ['CRAWL.GoogleBot.COM.', 'crawl.googlebot.com'],
    ['_dmarc.example.org', '_dmarc.example.org'],
    [`${'a'.repeat(63)}.example.org`, `${'a'.repeat(63)}.example.org`],
  ])('reads %s', (text, name) => {
    expect(hostName(text)).toBe(name)
  })

  it.each([
    '',
    '.',
    '..',
    'localhost',
    'a..b',
    '-a.example.org',
    'a-.example.org',
    'a b.example.org',
    'a\0.googlebot.com',
    'googlebot.com\r\nX-Evil: 1',
    'münchen.example.org',
    '\u202egoogle.com',
    '<script>.example.org',
    '*.example.org',
    '${jndi:ldap}.example.org',
    `${'a'.repeat(64)}.example.org`,
    'a.'.repeat(128),
    'x'.repeat(100_000),
  ])('refuses %j', (text) => {
    expect(hostName(text)).toBeUndefined()
  })

  it('is idempotent, and returns only names that are safe in policies and logs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const name = hostName(text)
        expect(name === undefined || (/^[a-z0-9._-]{3,253}$/.test(name) && hostName(name) === name)).toBe(true)
      }),
    )
  })
})

describe('isBelow', () => {
  it.each([
    ['googlebot.com', true],
    ['crawl.googlebot.com', true],
    ['evilgooglebot.com', false],
    ['googlebot.com.evil.example', false],
    ['com', false],
  ])('for %s is %s', (name, below) => {
    expect(isBelow(name, ['example.org', 'googlebot.com'])).toBe(below)
  })
})
