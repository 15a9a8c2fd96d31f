import { describe, expect, it } from 'vitest'
import { readLines } from '../testing/read-lines.ts'
import { PatternError } from './log-pattern.ts'
import { parsePattern } from './parse-pattern.ts'

const timeMs = Date.UTC(2026, 10, 18, 10)
const line = '203.0.113.9 - ada [18/Nov/2026:10:00:00 +0000] "GET /a?b HTTP/1.1" 200 5 "-" "curl/8"'
const expected = [
  { ip: '203.0.113.9', request: { timeMs, user: 'ada', method: 'GET', target: '/a?b', status: 200, agent: 'curl/8' } },
]

describe('parsePattern', () => {
  it.each([
    [
      'nginx',
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
    ],
    [
      'nginx with braces',
      '${remote_addr} - ${remote_user} [${time_local}] "${request}" ${status} ${body_bytes_sent} "-" "${http_user_agent}"',
    ],
    [
      'an nginx directive',
      `log_format main '$remote_addr - $remote_user [$time_local] "$request" '\n  '$status $body_bytes_sent "$http_referer" '\n  '"$http_user_agent"';`,
    ],
    ['Apache', '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'],
    ['an Apache directive', 'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-agent}i\\"" combined'],
    [
      'Apache with conditions',
      '%a %l %u %{begin:%d/%b/%Y:%T %z}t "%r" %>s %O "%!200,304{Referer}i" "%{User-Agent}i"'
        .replace('%{begin', '[%{begin')
        .replace('z}t', 'z}t]'),
    ],
    ['Apache in pieces', '%h %l %u %t "%m %U%q HTTP/1.1" %>s %b "%{Referer}i" "%{User-Agent}i"'],
    [
      'nginx in pieces',
      '$remote_addr - $remote_user [$time_local] "$request_method $uri$is_args$args HTTP/1.1" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
    ],
  ])('reads the syntax of %s', (_, pattern) => {
    expect(readLines(parsePattern(pattern), line)).toMatchObject(expected)
  })

  it('reads times with fractions that Apache writes in several directives', () => {
    const format = parsePattern('%a [%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t] "%r" %>s')
    expect(readLines(format, '203.0.113.9 [18/Nov/2026:12:00:00.250 +0200] "GET / HTTP/1.1" 200')).toMatchObject([
      { request: { timeMs: timeMs + 250 } },
    ])
    const epoch = parsePattern('%a %{msec}t "%r" %>s')
    expect(readLines(epoch, '203.0.113.9 1794996000250 "GET / HTTP/1.1" 200')).toMatchObject([
      { request: { timeMs: timeMs + 250 } },
    ])
  })

  it('prefers the whole request to its parts', () => {
    const format = parsePattern('$remote_addr $time_iso8601 "$request" $uri $status')
    expect(readLines(format, '203.0.113.9 2026-11-18T10:00:00Z "GET /a%20b?c HTTP/1.1" /decoded 200')).toMatchObject([
      { request: { target: '/a%20b?c' } },
    ])
  })

  it('joins path and query', () => {
    const format = parsePattern('%h %t %m %U %q %s')
    expect(
      readLines(
        format,
        '203.0.113.9 [18/Nov/2026:10:00:00 +0000] GET /a ?b=c 200\n203.0.113.9 [18/Nov/2026:10:00:00 +0000] GET /a  200',
      ),
    ).toMatchObject([{ request: { target: '/a?b=c' } }, { request: { target: '/a' } }])
  })

  it('reads the address if the host name is also logged', () => {
    const format = parsePattern('%h %a %t "%r" %s')
    expect(
      readLines(format, 'client.example 203.0.113.9 [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200'),
    ).toMatchObject([{ ip: '203.0.113.9' }])
  })

  it('returns which header fields the lines contain', () => {
    expect(parsePattern('$remote_addr $msec "$request" "$http_x_api_key" "$host" "$http_user_agent"')).toMatchObject({
      headers: ['x-api-key', 'host', 'user-agent'],
      hasUser: false,
    })
  })

  it.each([
    ['expected a separator between `$remote_addr` and `$status`', '$remote_addr$status $msec "$request"'],
    ['it contains no client address', '$msec "$request"'],
    ['it contains no time', '%h "%r"'],
    ['it contains no request', '%h %t %m'],
    ['it contains no field', 'combine'],
    ['`%` is not a directive', '%h %t "%r" 100%'],
    ['`%{%c}t` writes a time format that cannot be read back', '%h %{%c}t "%r"'],
  ])('refuses a pattern: %s', (message, pattern) => {
    expect(() => parsePattern(pattern)).toThrow(PatternError)
    expect(() => parsePattern(pattern)).toThrow(message)
  })
})
