import { describe, expect, it } from 'vitest'
import { gateOfImport, outcomeOf } from '../testing/gate-of-import.ts'
import { importNginx } from './import-nginx.ts'

describe('an imported nginx configuration', () => {
  it('keeps the order of allow and deny', () => {
    const gate = gateOfImport('nginx', 'deny 192.0.2.1; allow 192.0.2.0/24; deny all;')
    expect(['192.0.2.1', '192.0.2.2', '198.51.100.1'].map((ip) => outcomeOf(gate, ip))).toEqual([
      'block 403',
      'pass',
      'block 403',
    ])
  })

  it('lets an inner list replace the outer one', () => {
    const gate = gateOfImport(
      'nginx',
      'server { deny 192.0.2.1; location /open { allow all; } location /in { allow 203.0.113.1; deny all; } }',
    )
    expect(outcomeOf(gate, '192.0.2.1', '/')).toBe('block 403')
    expect(outcomeOf(gate, '192.0.2.1', '/open/x')).toBe('pass')
    expect(outcomeOf(gate, '192.0.2.1', '/in')).toBe('block 403')
    expect(outcomeOf(gate, '203.0.113.1', '/in')).toBe('pass')
  })

  it('counts like limit_req with nodelay: the burst and one more request pass at once', () => {
    const gate = gateOfImport(
      'nginx',
      'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s; server { limit_req zone=a burst=3 nodelay; limit_req_status 429; }',
    )
    const outcomes = Array.from({ length: 5 }, () => outcomeOf(gate, '192.0.2.1'))
    expect(outcomes).toEqual(['pass', 'pass', 'pass', 'pass', 'limit 429'])
    expect(outcomeOf(gate, '192.0.2.2')).toBe('pass')
  })

  it('notes limits and lists within `if`, which nginx does not accept there', () => {
    const { notes } = importNginx(
      `limit_req_zone $binary_remote_addr zone=all:1m rate=1r/m;
location / {
  if ($bot) {
    limit_req zone=all burst=20;
    deny 192.0.2.1;
    limit_rate 4k;
  }
  limit_req zone=all;
}`,
      'nginx.conf',
    )
    expect(notes.map(({ line, message }) => `${line} ${message}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^4 limit_req zone=all burst=20: nginx does not accept it within `if`/),
        expect.stringMatching(/^5 deny 192\.0\.2\.1: nginx does not accept it within `if`/),
        expect.stringMatching(/^6 limit_rate 4k: bandwidth limits/),
      ]),
    )
  })

  it('replies 503 if there is no limit_req_status', () => {
    const gate = gateOfImport(
      'nginx',
      'limit_req_zone $server_name zone=a:1m rate=1r/m; server { server_name b.example; } server { server_name a.example; limit_req zone=a; }',
    )
    expect([outcomeOf(gate, '192.0.2.1'), outcomeOf(gate, '192.0.2.2')]).toEqual(['pass', 'limit 503'])
    expect(outcomeOf(gate, '192.0.2.2', '/', undefined, 'b.example')).toBe('pass')
  })

  it('does not count requests with an empty key', () => {
    const gate = gateOfImport(
      'nginx',
      `geo $limited { default 1; 10.0.0.0/8 0; 10.1.0.0/16 1; }
       map $limited $key { 0 ""; 1 $binary_remote_addr; }
       limit_req_zone $key zone=a:1m rate=1r/m; limit_req zone=a;`,
    )
    const twice = (ip: string): readonly string[] => [outcomeOf(gate, ip), outcomeOf(gate, ip)]
    expect(twice('10.0.0.1')).toEqual(['pass', 'pass'])
    expect(twice('10.1.0.1')).toEqual(['pass', 'limit 503'])
    expect(twice('192.0.2.1')).toEqual(['pass', 'limit 503'])
  })

  it('refuses the agents that a map and an if refuse', () => {
    const gate = gateOfImport(
      'nginx',
      'map $http_user_agent $bad { default 0; ~*(scrapy|mj12bot) 1; "" 1; } server { if ($bad) { return 403; } }',
    )
    const of = (agent?: string): string => outcomeOf(gate, '192.0.2.1', '/', agent)
    expect([of('Scrapy/2'), of('x MJ12Bot y'), of(), of('Mozilla/5.0')]).toEqual([
      'block 403',
      'block 403',
      'block 403',
      'pass',
    ])
  })

  it('sends hosts without a server of their own to the first server', () => {
    const gate = gateOfImport('nginx', 'server { server_name a.example; deny all; } server { server_name b.example; }')
    expect(
      ['a.example', 'b.example', 'c.example'].map((host) => outcomeOf(gate, '192.0.2.1', '/', undefined, host)),
    ).toEqual(['block 403', 'pass', 'block 403'])
  })

  it('sends hosts without a server of their own to the default server', () => {
    const gate = gateOfImport(
      'nginx',
      'server { server_name a.example; } server { listen 80 default_server; server_name _; return 444; }',
    )
    expect(['a.example', 'b.example'].map((host) => outcomeOf(gate, '192.0.2.1', '/', undefined, host))).toEqual([
      'pass',
      'block 444',
    ])
  })

  it('refuses what return refuses, after earlier answers', () => {
    const gate = gateOfImport(
      'nginx',
      `server { if ($host = a.example) { return 301 https://$host$request_uri; } location /x { return 410; } location ~ /\\.git { return 404; }
        location /files { internal; } if ($host != "b.example") { return 403 "go away"; } }`,
    )
    const of = (path: string, host: string): string => outcomeOf(gate, '192.0.2.1', path, undefined, host)
    expect([of('/', 'a.example'), of('/', 'b.example'), of('/', 'c.example')]).toEqual(['pass', 'pass', 'block 403'])
    expect([of('/x/y', 'b.example'), of('/a/.git/config', 'b.example'), of('/files/a', 'b.example')]).toEqual([
      'block 410',
      'block 404',
      'block 404',
    ])
  })

  it('reads variables that set changes for an if', () => {
    const gate = gateOfImport(
      'nginx',
      'server { set $bad 0; if ($http_user_agent ~* "^curl") { set $bad 1; } if ($arg_x = y) { set $bad 1; } if ($request_method = HEAD) { set $bad 0; } if ($bad) { return 403; } }',
    )
    expect([
      outcomeOf(gate, '192.0.2.1', '/', 'CURL/8'),
      outcomeOf(gate, '192.0.2.1', '/?x=y', 'Firefox'),
      outcomeOf(gate, '192.0.2.1', '/', 'libcurl'),
    ]).toEqual(['block 403', 'block 403', 'pass'])
  })

  it('lets the first pattern of a map decide', () => {
    const gate = gateOfImport(
      'nginx',
      'map $http_user_agent $bad { default 0; ~*googlebot 0; ~*bot 1; } server { if ($bad) { return 403; } }',
    )
    expect([
      outcomeOf(gate, '192.0.2.1', '/', 'Googlebot/2.1'),
      outcomeOf(gate, '192.0.2.1', '/', 'OtherBot/1'),
    ]).toEqual(['pass', 'block 403'])
  })

  it('lets an inner limit replace the outer one, and counts a zone of several places once', () => {
    const gate = gateOfImport(
      'nginx',
      `limit_req_zone $binary_remote_addr zone=a:1m rate=1r/m; limit_req_zone $binary_remote_addr zone=b:1m rate=1r/m;
       server { limit_req zone=a; location /b { limit_req zone=b burst=1 nodelay; } location /c { limit_req zone=b burst=1 nodelay; } }`,
    )
    const of = (path: string): string => outcomeOf(gate, '192.0.2.1', path)
    expect([of('/b'), of('/c'), of('/b'), of('/c')]).toEqual(['pass', 'pass', 'limit 503', 'limit 503'])
    expect([of('/'), of('/')]).toEqual(['pass', 'limit 503'])
  })

  it('only observes with limit_req_dry_run, and limits the methods that a map names', () => {
    const gate = gateOfImport(
      'nginx',
      `map $request_method $key { default ""; POST $binary_remote_addr; }
       limit_req_zone $key zone=a:1m rate=1r/m; limit_req_zone $binary_remote_addr zone=b:1m rate=1r/m;
       server { limit_req zone=a; location /dry { limit_req zone=b; limit_req_dry_run on; } }`,
    )
    const post = (): string =>
      gate.decide({ method: 'POST', target: '/', headers: ['Host', 'a.example'], peer: '192.0.2.1' }).outcome
    expect([outcomeOf(gate, '192.0.2.1'), outcomeOf(gate, '192.0.2.1')]).toEqual(['pass', 'pass'])
    expect([post(), post()]).toEqual(['pass', 'limit'])
    expect([outcomeOf(gate, '192.0.2.1', '/dry'), outcomeOf(gate, '192.0.2.1', '/dry')]).toEqual(['pass', 'pass'])
  })

  it('notes in the right place what it does not import', () => {
    const { text, notes } = importNginx(
      'server {\n  location ~ ^/a(?=b) {\n    deny all;\n  }\n  limit_conn a 1;\n}',
      'nginx.conf',
    )
    expect(notes.map(({ line }) => line)).toEqual([2, 5, 1])
    expect(text).toContain('# nginx.conf:5: limit_conn a 1')
  })
})
