import { describe, expect, it } from 'vitest'
import { readLines } from '../testing/read-lines.ts'
import { knownFormat } from './known-formats.ts'
import { parsePattern } from './parse-pattern.ts'

const combined = knownFormat('combined')
const at = '[18/Nov/2026:10:00:00 +0000]'
const timeMs = Date.UTC(2026, 10, 18, 10)

describe('createPatternReader', () => {
  it('reads a combined line', () => {
    expect(
      readLines(
        combined,
        `203.0.113.9 - ada ${at} "GET /a?b=c HTTP/1.1" 200 512 "https://example.com/" "Mozilla/5.0 (X11)"\n`,
        ['referer'],
      ),
    ).toEqual([
      {
        kind: 'request',
        ip: '203.0.113.9',
        request: {
          timeMs,
          user: 'ada',
          method: 'GET',
          target: '/a?b=c',
          status: 200,
          host: undefined,
          agent: 'Mozilla/5.0 (X11)',
          headers: ['referer', 'https://example.com/'],
        },
      },
    ])
  })

  it('reads a lone dash as no value', () => {
    expect(readLines(combined, `2001:db8::1 - - ${at} "HEAD / HTTP/2.0" 304 - "-" "-"`, ['referer'])).toMatchObject([
      {
        ip: '2001:db8::1',
        request: { user: undefined, agent: undefined, headers: [], status: 304, method: 'HEAD', target: '/' },
      },
    ])
  })

  it.each([
    ['$remote_addr:$remote_port [$time_local] "$request" $status'],
    ['${remote_addr}:${remote_port} [$time_local] "$request" $status'],
    ['%a:%{remote}p %t "%r" %>s'],
    ['%h:%{remote}p %t "%r" %>s'],
    ['%{c}a:%{remote}p %t "%r" %>s'],
  ])('reads an address and its port: %s', (pattern) => {
    const clients = [
      ['203.0.113.9:4711', '203.0.113.9'],
      ['2001:db8::2:33317', '2001:db8::2'],
      ['2001:db8::2:818', '2001:db8::2'],
      ['[2001:db8::40]:2818', '2001:db8::40'],
    ] as const
    const format = parsePattern(pattern)
    for (const [written, ip] of clients)
      expect(readLines(format, `${written} ${at} "GET / HTTP/1.1" 200`)).toMatchObject([{ kind: 'request', ip }])
  })

  it.each([
    ['%{X-Forwarded-For}i %h %l %u %t "%r" %>s %b', '10.0.0.1'],
    ['$http_x_forwarded_for $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent', '10.0.0.1'],
    ['$remote_addr $http_x_forwarded_for - $remote_user [$time_local] "$request" $status $body_bytes_sent', undefined],
  ])('reads a list of addresses that is not in quotes as one field: %s', (pattern, peer) => {
    const lists = ['203.0.113.5', '203.0.113.5, 198.51.100.9', '2001:db8::, 198.51.100.9,192.0.2.7', '2001:db8::']
    const format = parsePattern(pattern)
    for (const list of lists) {
      const columns = peer === undefined ? `10.0.0.1 ${list}` : `${list} ${peer}`
      expect(readLines(format, `${columns} - - ${at} "GET / HTTP/1.1" 200 5`, ['x-forwarded-for'])).toMatchObject([
        { ip: '10.0.0.1', request: { user: undefined, headers: ['x-forwarded-for', list] } },
      ])
    }
  })

  it('reads a list in place of the client, as its last public address', () => {
    for (const list of ['203.0.113.5, 198.51.100.9', '203.0.113.5, 198.51.100.9, 10.0.0.2', 'x,198.51.100.9'])
      expect(readLines(combined, `${list} - ada ${at} "GET / HTTP/1.1" 200 5 "-" "-"`)).toMatchObject([
        { ip: '198.51.100.9', forwarded: list, request: { user: 'ada' } },
      ])
    expect(readLines(combined, `203.0.113.5, x - - ${at} "GET / HTTP/1.1" 200 5 "-" "-"`)).toMatchObject([
      { kind: 'fault' },
    ])
  })

  it.each(['10.0.0.2:80, 10.0.0.3:80', '10.0.0.2:80 : 10.0.0.3:80', 'unix:/run/app.sock', '-'])(
    'reads the servers that nginx asked as one field: %s',
    (servers) => {
      const format = parsePattern('$remote_addr $upstream_addr $upstream_status [$time_local] "$request" $status')
      expect(readLines(format, `203.0.113.9 ${servers} 502, 200 ${at} "GET / HTTP/1.1" 200`)).toMatchObject([
        { kind: 'request', ip: '203.0.113.9', request: { status: 200 } },
      ])
    },
  )

  it.each([
    [
      'an address in place of the identity',
      '%h %l %u %t "%r" %>s',
      `203.0.113.5 10.0.0.1 - - ${at} "GET / HTTP/1.1" 200`,
    ],
    ['the end of a list', '%h %l %u %t "%r" %>s', `203.0.113.5 203.0.113.6, 10.0.0.1 - - ${at} "GET / HTTP/1.1" 200`],
    [
      'empty columns as a user',
      '$remote_addr $remote_user [$time_local] "$request"',
      `203.0.113.5 - - ${at} "GET / HTTP/1.1"`,
    ],
    [
      'addresses as a user',
      '%h %l %u %t "%r" %>s',
      `203.0.113.5 - 203.0.113.6, 10.0.0.1 - - ${at} "GET / HTTP/1.1" 200`,
    ],
    [
      'a list as the host',
      '$host $remote_addr [$time_local] "$request"',
      `203.0.113.5, 10.0.0.1 ${at} "GET / HTTP/1.1"`,
    ],
  ])('reports more columns than the format has: %s', (_, pattern, line) => {
    expect(readLines(parsePattern(pattern), line)).toEqual([
      { kind: 'fault', fault: 'more columns than the format has, in front of the time' },
    ])
  })

  it('does not take a part of another field for the status', () => {
    const format = parsePattern('$remote_addr [$time_local] "$request" $http_user_agent $status')
    const line = (agent: string): string => `203.0.113.9 ${at} "GET / HTTP/1.1" ${agent} 200`
    expect(readLines(format, `${line('Mozilla/5.0 (X11)')}\n${line('curl/8')}`)).toMatchObject([
      { kind: 'fault', fault: 'the status is not a number of three digits' },
      { kind: 'request', request: { agent: 'curl/8', status: 200 } },
    ])
  })

  it.each([
    '2026-11-18 10:00:00',
    '2026-11-18 12:00:00 +0200',
    '2026/11/18 10:00:00',
    '18/Nov/2026:12:00:00 +0200',
    '2026-11-18T10:00:00Z',
  ])('reads a time of several words: %s', (time) => {
    const format = parsePattern('$time_iso8601 $remote_addr $request_method $request_uri $status')
    expect(readLines(format, `${time} 203.0.113.9 GET /a 200`)).toMatchObject([
      { ip: '203.0.113.9', request: { timeMs, target: '/a', status: 200 } },
    ])
  })

  it('skips further fields', () => {
    expect(
      readLines(combined, `203.0.113.9 - - ${at} "GET / HTTP/1.1" 200 5 "-" "curl/8" "10.0.0.1" 0.003 "x`),
    ).toMatchObject([{ request: { agent: 'curl/8' } }])
  })

  it('reads common lines, with further fields', () => {
    const line = `203.0.113.9 - - ${at} "GET / HTTP/1.1" 200 5`
    for (const text of [line, `${line} 0.25`, line.replace(' 5', ' -')]) {
      expect(readLines(knownFormat('common'), text)).toMatchObject([{ kind: 'request', request: { status: 200 } }])
    }
  })

  it('reads a leading host, with or without a port', () => {
    const rest = `203.0.113.9 - - ${at} "GET / HTTP/1.1" 200 5 "-" "curl/8"`
    const read = readLines(
      knownFormat('combined-vhost'),
      `www.example.com:443 ${rest}\nexample.com ${rest}\n[2001:db8::1]:80 ${rest}`,
    )
    expect(read.map((line) => (line.kind === 'request' ? line.request.host : line))).toEqual([
      'www.example.com:443',
      'example.com',
      '[2001:db8::1]:80',
    ])
  })

  it('decodes the escapes of nginx and of Apache', () => {
    const agents = ['a\\x22b\\x5C', 'a\\"b\\\\'].map(
      (agent) => `203.0.113.9 - - ${at} "GET /\\x22 HTTP/1.1" 200 5 "-" "${agent}"`,
    )
    expect(readLines(combined, agents.join('\n'))).toMatchObject([
      { request: { target: '/"', agent: 'a"b\\' } },
      { request: { target: '/"', agent: 'a"b\\' } },
    ])
  })

  it.each(['|', ' ', ';', ','])('reads a user before a time without brackets, separated by %j', (sign) => {
    const pattern = ['$remote_addr', '$remote_user', '$time_iso8601', '$request', '$status', '"$http_user_agent"'].join(
      sign,
    )
    const line = ['203.0.113.9', 'ada', '2026-11-18T10:00:00+00:00', 'GET / HTTP/2.0', '200', '"Firefox"'].join(sign)
    const formats =
      sign === ' ' ? [pattern.replace('$request', '"$request"'), line.replace(/GET.*2\.0/, '"$&"')] : [pattern, line]
    expect(readLines(parsePattern(formats[0]!), formats[1]!)).toMatchObject([
      { request: { user: 'ada', target: '/', agent: 'Firefox', status: 200 } },
    ])
  })

  it('is not misled by a user name that contains a time', () => {
    const line = `203.0.113.9 - eve [01/Jan/2000:00:00:00 +0000] - - ${at} "GET / HTTP/1.1" 200 5 "-" "curl/8"`
    expect(readLines(combined, line)).toMatchObject([
      { request: { timeMs, user: 'eve [01/Jan/2000:00:00:00 +0000] - -' } },
    ])
    expect(readLines(combined, line.replace('eve', '-'))).toMatchObject([{ request: { timeMs } }])
  })

  it('ignores the user name of a request that was not authenticated', () => {
    expect(readLines(combined, `203.0.113.9 - ada ${at} "GET / HTTP/1.1" 401 5 "-" "curl/8"`)).toMatchObject([
      { request: { user: undefined, status: 401 } },
    ])
    expect(readLines(combined, `203.0.113.9 - "" ${at} "GET / HTTP/1.1" 200 5 "-" "curl/8"`)).toMatchObject([
      { request: { user: undefined } },
    ])
  })

  it('reads everything between the first space and the protocol as the target', () => {
    const line = (request: string): string => `203.0.113.9 - - ${at} "${request}" 400 5 "-" "-"`
    const targets = ['GET /a b HTTP/1.1', 'GET /', 'GET  HTTP/1.1', 'GET /x HTTP/1.1 HTTP/1.0', 'GET HTTP/1.1'].map(
      line,
    )
    expect(
      readLines(combined, targets.join('\n')).map((read) =>
        read.kind === 'request' ? read.request.target : read.kind,
      ),
    ).toEqual(['/a b', '/', 'fault', '/x HTTP/1.1', 'fault'])
  })

  it.each([
    ['the client is not an IP address', `proxy.example - - ${at} "GET / HTTP/1.1" 200 5 "-" "-"`],
    ['the client is not an IP address', `010.0.0.1 - - ${at} "GET / HTTP/1.1" 200 5 "-" "-"`],
    ['no timestamp in a known format', `203.0.113.9 - - [now] "GET / HTTP/1.1" 200 5 "-" "-"`],
    ['no request line with method and target', `203.0.113.9 - - ${at} "-" 400 0 "-" "-"`],
    ['no request line with method and target', `203.0.113.9 - - ${at} "\\x16\\x03\\x01\\x00 \\xA5" 400 0 "-" "-"`],
    ['`$request` is not followed by `" `', `203.0.113.9 - - ${at} "GET /"x HTTP/1.1" 200 5 "-" "-"`],
    ['`$http_user_agent` is not followed by `"`', `203.0.113.9 - - ${at} "GET / HTTP/1.1" 200 5 "-" "cut off`],
    ['`$remote_addr` is not followed by ` `', 'hello'],
  ])('reports %s', (fault, line) => {
    expect(readLines(combined, line)).toEqual([{ kind: 'fault', fault }])
  })

  it('takes nothing from the following lines', () => {
    const whole = `203.0.113.9 - - ${at} "GET / HTTP/1.1" 200 5 "-" "curl/8"`
    for (let length = 1; length < whole.length; length++) {
      expect(readLines(combined, `${whole.slice(0, length)}\n${whole}\n`)).toMatchObject([
        { kind: 'fault' },
        { kind: 'request' },
      ])
    }
  })

  it('recognises empty lines', () => {
    expect(readLines(combined, '\n \t\r\n')).toEqual([{ kind: 'blank' }, { kind: 'blank' }])
  })

  it('reads a custom pattern, with the last field up to the end of the line', () => {
    const format = parsePattern(
      '<$msec|$remote_addr|$request_method $request_uri|$status|$http_x_api_key|$http_user_agent',
    )
    expect(readLines(format, '<1794996000.5|203.0.113.9|POST /a|201|k1|curl/8 (x)\n>', ['x-api-key'])).toEqual([
      {
        kind: 'request',
        ip: '203.0.113.9',
        request: {
          timeMs: timeMs + 500,
          user: undefined,
          method: 'POST',
          target: '/a',
          status: 201,
          host: undefined,
          agent: 'curl/8 (x)',
          headers: ['x-api-key', 'k1'],
        },
      },
      { kind: 'fault', fault: 'the line does not start as the format requires' },
    ])
  })
})
