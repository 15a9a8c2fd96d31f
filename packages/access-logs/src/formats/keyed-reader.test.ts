import { describe, expect, it } from 'vitest'
import { readLines } from '../testing/read-lines.ts'
import { jsonKeysWith } from './json-keys.ts'
import { knownFormat } from './known-formats.ts'

const json = knownFormat('json')
const timeMs = Date.UTC(2026, 10, 18, 10)
const expected = {
  kind: 'request',
  ip: '203.0.113.9',
  request: { timeMs, user: 'ada', method: 'GET', target: '/a?b=c', status: 200, host: 'example.com', agent: 'curl/8' },
}

describe('createKeyedReader', () => {
  it.each([
    [
      'nginx',
      {
        time_local: '18/Nov/2026:10:00:00 +0000',
        remote_addr: '203.0.113.9',
        remote_user: 'ada',
        request: 'GET /a?b=c HTTP/1.1',
        status: '200',
        http_host: 'example.com',
        http_user_agent: 'curl/8',
      },
    ],
    [
      'Caddy',
      {
        level: 'info',
        ts: 1_794_996_000.0001,
        logger: 'http.log.access',
        request: {
          remote_ip: '10.0.0.1',
          client_ip: '203.0.113.9',
          method: 'GET',
          host: 'example.com',
          uri: '/a?b=c',
          headers: { Accept: ['*/*'], 'User-Agent': ['curl/8'], Cookie: [] },
          tls: { resumed: false, alpn: ['h2', { deep: ['}', '"'] }] },
        },
        user_id: 'ada',
        status: 200,
      },
    ],
    [
      'Caddy before 2.5',
      {
        ts: 1_794_996_000.0001,
        request: {
          remote_addr: '203.0.113.9:56620',
          method: 'GET',
          host: 'example.com',
          uri: '/a?b=c',
          headers: { 'User-Agent': ['curl/8'] },
        },
        user_id: 'ada',
        status: 200,
      },
    ],
    [
      'Traefik',
      {
        ClientAddr: '203.0.113.9:51342',
        ClientHost: '203.0.113.9',
        ClientUsername: 'ada',
        DownstreamStatus: 200,
        RequestHost: 'example.com',
        RequestMethod: 'GET',
        RequestPath: '/a?b=c',
        StartUTC: '2026-11-18T10:00:00.000000000Z',
        'request_User-Agent': 'curl/8',
        time: '2026-11-18T11:00:00Z',
      },
    ],
    [
      'the Elastic common schema, nested',
      {
        '@timestamp': '2026-11-18T10:00:00.000Z',
        client: { ip: '203.0.113.9' },
        user: { name: 'ada' },
        http: { request: { method: 'GET' }, response: { status_code: 200 } },
        url: { original: '/a?b=c', domain: 'example.com' },
        user_agent: { original: 'curl/8' },
      },
    ],
    [
      'the Elastic common schema, flat',
      {
        '@timestamp': '2026-11-18T10:00:00.000Z',
        'client.ip': '203.0.113.9',
        'user.name': 'ada',
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.original': '/a?b=c',
        'url.domain': 'example.com',
        'user_agent.original': 'curl/8',
      },
    ],
    [
      'Node loggers',
      {
        time: timeMs,
        req: {
          method: 'GET',
          url: '/a?b=c',
          remoteAddress: '203.0.113.9',
          headers: { host: 'x', 'user-agent': 'curl/8' },
        },
        host: 'example.com',
        userId: 'ada',
        res: { statusCode: 200 },
      },
    ],
  ])('reads the keys of %s', (_, line) => {
    expect(readLines(json, JSON.stringify(line))).toMatchObject([expected])
  })

  it('reads requested header fields', () => {
    const line = JSON.stringify({
      ts: timeMs,
      client_ip: '203.0.113.9',
      method: 'GET',
      path: '/',
      referer: 'https://a/',
    })
    expect(readLines(json, line, ['referer'])).toMatchObject([{ request: { headers: ['referer', 'https://a/'] } }])
    expect(readLines(json, line)).toMatchObject([{ request: { headers: [] } }])
  })

  it('reads the path of the Elastic common schema if the whole target is not logged', () => {
    const line = {
      '@timestamp': '2026-11-18T10:00:00Z',
      source: { ip: '203.0.113.9' },
      http: { request: { method: 'GET' } },
      url: { path: '/a', query: 'b=c' },
    }
    expect(readLines(knownFormat('json'), JSON.stringify(line))).toMatchObject([{ request: { target: '/a?b=c' } }])
  })

  it('joins path and query, and decodes escapes', () => {
    const line =
      '{"ts":"2026-11-18T10:00:00Z","client_ip":"203.0.113.9","method":"GET","uri":"\\/a\\u002fb","args":"c=d","agent":"\\"q\\" \\\\"}'
    expect(readLines(json, line)).toMatchObject([{ request: { target: '/a/b?c=d', agent: '"q" \\' } }])
  })

  it('accepts custom keys', () => {
    const keys = jsonKeysWith('client=cip, time=t,request=r,header.x-api-key=k')
    const format = knownFormat('json', typeof keys === 'string' ? [] : keys)
    const line = JSON.stringify({
      cip: '203.0.113.9',
      remote_addr: '10.0.0.1',
      t: '2026-11-18T10:00:00Z',
      r: 'GET / HTTP/1.1',
      k: 'k1',
    })
    expect(readLines(format, line, ['x-api-key'])).toMatchObject([
      { ip: '203.0.113.9', request: { timeMs, headers: ['x-api-key', 'k1'] } },
    ])
    expect(jsonKeysWith('klient=c')).toBe(
      '`klient` is not a field; use one of client, time, request, method, target, query, status, bytes, user, host, agent, referer or header.NAME',
    )
    expect(jsonKeysWith('client')).toBe('`client` is not field=key')
  })

  it.each([
    ['not a JSON object', '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'],
    ['not a JSON object', '["a"]'],
    ['invalid JSON: expected a name in quotes', '{a:1}'],
    ['invalid JSON: expected `:`', '{"a" 1}'],
    ['invalid JSON: expected `,` or `}`', '{"a":1 "b":2}'],
    ['invalid JSON: unterminated string or invalid escape', '{"a":"1}'],
    ['invalid JSON: unterminated string or invalid escape', '{"status":"\\q"}'],
    ['invalid JSON: expected a value', '{"a":}'],
    ['invalid JSON: unclosed array or object', '{"a":[1,2'],
    ['invalid JSON: unexpected text after the object', '{"a":1} x'],
    ['the client is not an IP address', '{}'],
    ['the client is not an IP address', '{"client_ip":"unknown","ts":1794996000,"method":"GET","uri":"/"}'],
    ['no timestamp in a known format', '{"client_ip":"203.0.113.9","method":"GET","uri":"/"}'],
    ['no timestamp in a known format', '{"client_ip":"203.0.113.9","ts":"noon","method":"GET","uri":"/"}'],
    ['no request line with method and target', '{"client_ip":"203.0.113.9","ts":1794996000,"method":"GET"}'],
  ])('reports %s', (fault, line) => {
    expect(readLines(json, line)).toEqual([{ kind: 'fault', fault }])
  })
})
