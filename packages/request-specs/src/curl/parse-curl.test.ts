import { describe, expect, it } from 'vitest'
import type { RequestSpec } from '../request-spec.ts'
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
    ["curl -G --data-urlencode 'q=a b&c' -d x=1 https://example.com/s", 'GET', '/s?q=a+b%26c&x=1'],
    ["curl -G --data-urlencode 'a b' --data-urlencode '=c+' https://example.com/s", 'GET', '/s?a+b&c%2B'],
    ["curl --url-query 'a=b c' --url-query '+x y' https://example.com/s", 'GET', '/s?a=b+c&x y'],
    ["curl 'https://example.com/{a,b}/[01-10]'", 'GET', '/a/01'],
    ["curl -g 'https://example.com/{a,b}'", 'GET', '/{a,b}'],
    ['curl -T dir/file.txt https://example.com/up/', 'PUT', '/up/file.txt'],
    ['curl --request=PATCH https://example.com/a', 'PATCH', '/a'],
    ['curl -s https://example.com/a | grep -I -d skip foo', 'GET', '/a'],
    ['curl -s https://example.com/a|jq -r .x', 'GET', '/a'],
    ['curl -sS https://example.com/a && curl -X POST https://example.com/b', 'GET', '/a'],
    ['curl https://example.com/a; curl -d x https://example.com/b', 'GET', '/a'],
    ['curl https://example.com/a >out.txt 2>&1 &', 'GET', '/a'],
    ['curl -o /dev/null 2>/dev/null https://example.com/a # -d x', 'GET', '/a'],
    ["curl -d @- https://example.com/a <<'EOF'\n-X DELETE ' it is\nEOF", 'POST', '/a'],
    ['TOKEN=x sudo curl -X DELETE https://example.com/a', 'DELETE', '/a'],
    ['# curl https://example.com/a', 'GET', '/a'],
    ['sam@web1:~$ curl -I https://example.com/a', 'HEAD', '/a'],
    [String.raw`PS C:\Users\sam> curl.exe https://example.com/a`, 'GET', '/a'],
    ['~/src ❯ TOKEN=x curl https://example.com/a', 'GET', '/a'],
    ["> curl -v https://example.com/a\n* Can't -X PUT\n> GET /a HTTP/1.1", 'GET', '/a'],
    ['curl `\n -X PUT `\n https://example.com/a', 'PUT', '/a'],
  ])('has a method and a path: %s', (line, method, path) => {
    expect(request(line)).toMatchObject({ method, path })
  })

  it('implies the fields that curl sends, with the changes of -H', () => {
    expect(request('curl https://u:p%40@example.com:443/').headers).toEqual({
      Host: ['example.com'],
      Authorization: ['Basic dTpwQA=='],
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

  it.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ['-d a=b', { 'Content-Type': ['application/x-www-form-urlencoded'] }],
    ['-G -d a=b', {}],
    [`-d '{}' -H 'content-type: application/json'`, { 'content-type': ['application/json'] }],
    ['-F a=@b', { 'Content-Type': ['multipart/form-data'] }],
    ['--json {}', { Accept: ['application/json'], 'Content-Type': ['application/json'] }],
    ['--compressed', { 'Accept-Encoding': ['deflate, gzip, br, zstd'] }],
    ['-r 0-99', { Range: ['bytes=0-99'] }],
    ['-C 10', { Range: ['bytes=10-'] }],
    ['-u sam', { Authorization: ['Basic c2FtOg=='] }],
    ['--digest -u sam:pw', {}],
    ['-b a=b -b c=d', { Cookie: ['a=b;c=d'] }],
    [`-H 'X-A: 1' -H 'X-A:' -H 'X-B:  b  '`, { 'X-A': ['1'], 'X-B': ['b'] }],
  ])('implies the fields of %s', (options, headers) => {
    expect(request(`curl ${options} http://h/`).headers).toEqual({
      Host: ['h'],
      'User-Agent': ['curl/8'],
      Accept: ['*/*'],
      ...headers,
    })
  })

  it('can be copied from browsers for cmd', () => {
    const line = [
      String.raw`curl ^"https://example.com/a?b=c^&d=e^" ^`,
      String.raw`  -H ^"sec-ch-ua: ^\^"Chromium^\^";v=^\^"128^\^"^" ^`,
      String.raw`  --data-raw ^"^{^\^"a^\^":1^}^"`,
    ].join('\r\n')
    expect(request(line)).toMatchObject({
      method: 'POST',
      path: '/a?b=c&d=e',
      headers: { 'sec-ch-ua': ['"Chromium";v="128"'] },
    })
  })

  it('is read with notes on what only a shell or a file contains', () => {
    const line = `curl "http://h/$ID" -H "Authorization: Bearer \${TOKEN}" -H 'X: $not' -H @fields -b jar -K rc "http://h/\\$x"`
    expect(parseCurl(line)).toMatchObject({
      notes: [
        '`$ID` is used literally: the value that a shell would insert is not known',
        '`${TOKEN}` is used literally: the value that a shell would insert is not known',
        '`--header @fields` is ignored: files are not read',
        '`--config rc` is ignored: files are not read',
        '`--cookie jar` is ignored: files are not read',
      ],
    })
    expect(parseCurl('curl http://h/?a=1&b=2')).toMatchObject({
      kind: 'fault',
      message: 'a shell would end the command at the `&`',
    })
    expect(parseCurl('curl http://h/?a=1&b=2').kind).toBe('fault')
    expect(parseCurl("curl 'http://h/?a=1&b=2'")).toMatchObject({ notes: [] })
  })

  it('can be copied from browsers', () => {
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
    'is not %j',
    (line) => {
      expect(parseCurl(line).kind).toBe('fault')
    },
  )
})
