import { describe, expect, it } from 'vitest'
import type { RequestSpec } from '../scenario/request-spec.ts'
import { parseCurl } from './parse-curl.ts'

function request(line: string): RequestSpec {
  const parsed = parseCurl(line)
  if (parsed.kind === 'fault') throw new Error(parsed.message)
  return parsed.request
}

describe('a curl command line', () => {
  it.each([
    ['curl example.com', 'GET', '/'],
    ['$ curl -sSL -o /dev/null https://example.com/a?b=c#d', 'GET', '/a?b=c'],
    ['curl -XDELETE https://example.com/a', 'DELETE', '/a'],
    ['curl -X PURGE --url https://example.com/a', 'PURGE', '/a'],
    ['curl -I https://example.com/a', 'HEAD', '/a'],
    ['curl -d a=b https://example.com/a', 'POST', '/a'],
    ['curl --json {} https://example.com/a', 'POST', '/a'],
    ['curl -G -d a=b -d c=d https://example.com/a?x', 'GET', '/a?x&a=b&c=d'],
    ['curl -T file https://example.com/a', 'PUT', '/a'],
    ['curl https://example.com/a/../b/./c', 'GET', '/b/c'],
    ['curl --path-as-is https://example.com/a/../b', 'GET', '/a/../b'],
    ['curl -m 5 --retry 3 -x proxy:3128 https://example.com/z', 'GET', '/z'],
    ['/usr/bin/curl https://example.com?x=1', 'GET', '/?x=1'],
  ])('reads method and path of %s', (line, method, path) => {
    expect(request(line)).toMatchObject({ method, path })
  })

  it('sends what curl sends, and what -H changes', () => {
    expect(request('curl https://u:p@example.com:443/').headers).toEqual({
      Host: ['example.com'],
      'User-Agent': ['curl/8'],
      Accept: ['*/*'],
    })
    const line = `curl -A Bot -b 'a=b' -u sam:pw -e http://r/ -H 'Accept:' -H 'X-A: 1' -H 'x-a: 2' -H 'X-Empty;' -H 'Host: other' http://h/`
    expect(request(line).headers).toEqual({
      Host: ['other'],
      'User-Agent': ['Bot'],
      Cookie: ['a=b'],
      Referer: ['http://r/'],
      Authorization: ['Basic c2FtOnB3'],
      'X-A': ['1', '2'],
      'X-Empty': [''],
    })
  })

  it('reads what browsers copy', () => {
    const line = `curl 'https://example.com/a?b=%20' \\
  -H 'accept-language: ro' \\
  -H $'x-note: it\\'s' \\
  --compressed ;`
    expect(request(line)).toMatchObject({
      path: '/a?b=%20',
      headers: { 'accept-language': ['ro'], 'x-note': ["it's"] },
    })
  })

  it.each(['', 'wget http://a/', 'curl', "curl 'http://a/", 'curl ftp://a/', 'curl file:///etc/passwd'])(
    'refuses %j',
    (line) => {
      expect(parseCurl(line).kind).toBe('fault')
    },
  )
})
