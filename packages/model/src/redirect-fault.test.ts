import { describe, expect, it } from 'vitest'
import { redirectFault } from './redirect-fault.ts'

describe('redirectFault', () => {
  it.each([
    '/',
    '/sorry',
    '/sorry?why=limit&ref={reference}#top',
    '/{reference}',
    '/a%20b',
    'https://status.example.com',
    'http://[2001:db8::1]:8080/x',
    'HTTPS://example.com/?r={reference}',
    '/redirect?to=https://example.com/',
    '/a/../b',
    '/a//b',
  ])('accepts %s', (text) => {
    expect(redirectFault(text)).toBeUndefined()
  })

  it.each([
    ['', 'it is empty'],
    ['sorry', 'it is neither a path nor an absolute URL'],
    ['//evil.example', 'it names a host without a scheme'],
    ['/.//evil.example', 'it begins with `//` once `.` and `..` are removed'],
    ['/..//evil.example', 'it begins with `//` once `.` and `..` are removed'],
    ['/a/..//evil.example', 'it begins with `//` once `.` and `..` are removed'],
    ['/%2e//evil.example', 'it begins with `//` once `.` and `..` are removed'],
    ['/\\evil.example', 'it contains a backslash'],
    ['\\/evil.example', 'it contains a backslash'],
    ['https:\\\\evil.example', 'it contains a backslash'],
    ['javascript:alert(1)', 'its scheme is `javascript`'],
    ['JavaScript:alert(1)', 'its scheme is `javascript`'],
    ['data:text/html,x', 'its scheme is `data`'],
    ['https:evil.example', 'it has no host'],
    ['https:///x', 'it has no host'],
    ['https://user@evil.example/', 'it contains a user'],
    ['https://site.example@evil.example/', 'it contains a user'],
    ['https://{reference}.example.com/', 'the placeholder is in the host'],
    ['https://exa mple.com/', 'it contains a character that a URL cannot contain'],
    ['https://a:b:c/', 'its host is not valid'],
    ['/a b', 'it contains a character that a URL cannot contain'],
    ['/a\r\nSet-Cookie: x=1', 'it contains a character that a URL cannot contain'],
    ['/a\tb', 'it contains a character that a URL cannot contain'],
    ['/ä', 'it contains a character that a URL cannot contain'],
    ['/%zz', 'it contains a character that a URL cannot contain'],
    ['/%', 'it contains a character that a URL cannot contain'],
    ['/a"b', 'it contains a character that a URL cannot contain'],
    ['/{path}', '`{path}` is not a placeholder'],
    ['/{{reference}}', '`{}` is not a placeholder'],
    [`/${'a'.repeat(2_000)}`, 'it is longer than 2000 characters'],
  ])('refuses %s: %s', (text, reason) => {
    expect(redirectFault(text)?.reason).toBe(reason)
  })
})
