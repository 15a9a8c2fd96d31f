import { describe, expect, it } from 'vitest'
import { gateOfImport, outcomeOf } from '../testing/gate-of-import.ts'
import { importNginx } from './import-nginx.ts'

/** Returns the outcomes of GET requests for some paths from one address. */
function outcomes(configuration: string, paths: readonly string[], agent?: string): readonly string[] {
  const gate = gateOfImport('nginx', configuration)
  return paths.map((path) => outcomeOf(gate, '198.51.100.7', path, agent))
}

function notesOf(configuration: string): readonly string[] {
  return importNginx(configuration, 'nginx.conf').notes.map(({ line, message }) => `${line} ${message}`)
}

describe('locations', () => {
  it('prefers regular expressions within the longest prefix to those next to it', () => {
    const shop = `location /pub { location ~ ^/pub/media/(downloadable|customer) { deny all; } }
      location ~ (index|get)\\.php$ { proxy_pass http://app; }`
    const paths = ['/pub/media/customer/get.php', '/pub/media/customer/a.jpg', '/pub/get.php', '/get.php']
    expect(outcomes(shop, paths)).toEqual(['block 403', 'block 403', 'pass', 'pass'])
  })

  it('reads a negative look-ahead as an exception', () => {
    const hidden = 'location ~* /\\.(?!well-known\\/) { deny all; } location ~ ^/setup/(?!pub/). { deny all; }'
    const paths = ['/.git/x', '/a/.env', '/.well-known/x', '/setup/x', '/setup/pub/x', '/setup/']
    expect(outcomes(hidden, paths)).toEqual(['block 403', 'block 403', 'pass', 'block 403', 'pass', 'pass'])
  })

  it('matches decoded paths, however a client writes their characters', () => {
    const special =
      'location /a,b/ { deny all; } location = /x(1).pdf { deny all; } location ~ /foo\\(bar { deny all; }'
    const paths = ['/a,b/c', '/a%2Cb/c', '/x(1).pdf', '/x%281%29.pdf', '/foo(bar', '/%66oo%28bar']
    expect(outcomes(special, paths)).toEqual(paths.map(() => 'block 403'))
    expect(notesOf('location /a%2Cb { deny all; }')).toContainEqual(
      expect.stringContaining('nginx compares decoded paths, so that no ordinary request matches it'),
    )
  })

  it('distinguishes cases and final slashes as nginx does, unless a line ignores case', () => {
    expect(outcomes('location = /Admin { deny all; }', ['/Admin', '/admin', '/Admin/'])).toEqual([
      'block 403',
      'pass',
      'pass',
    ])
    const caseless = 'location ~* \\.bak$ { deny all; }\nlocation = /Admin { deny all; }'
    expect(outcomes(caseless, ['/x.BAK', '/admin'])).toEqual(['block 403', 'block 403'])
    expect(notesOf(caseless)).toEqual([expect.stringMatching(/^1 this line ignores the case of paths/)])
  })

  it('sends a folder without its final slash where nginx redirects it', () => {
    const folder = (inner: string): string => `location /admin/ { deny all; ${inner} } location / { }`
    expect(outcomes(folder('proxy_pass http://app;'), ['/admin/x', '/admin'])).toEqual(['block 403', 'block 403'])
    expect(outcomes(folder(''), ['/admin/x', '/admin'])).toEqual(['block 403', 'pass'])
  })
})

describe('targets', () => {
  it('compares the query with brackets and blanks as clients write them', () => {
    const injected = 'if ($request_uri ~* "(eval\\(|base64_decode)") { return 403; }'
    expect(outcomes(injected, ['/?q=eval(1)', '/?q=BASE64_decode', '/?q=1'])).toEqual([
      'block 403',
      'block 403',
      'pass',
    ])
  })
})

describe('user agents', () => {
  it('are compared with regard to case by `~`', () => {
    const old = 'server { if ($http_user_agent ~ "oBot|Java|ZmEu") { return 403; } }'
    const checker = 'Mozilla/5.0 (compatible; SomeChecker/1.0; +https://checker.example/robot.html)'
    expect([checker, 'oBot/1', 'Java/17'].map((agent) => outcomes(old, ['/'], agent)[0])).toEqual([
      'pass',
      'block 403',
      'block 403',
    ])
  })

  it('may contain escaped blanks', () => {
    const ai =
      'map $http_user_agent $bad { default 0; ~*(GPTBot|ChatGPT\\ Agent) 1; } server { if ($bad) { return 403; } }'
    expect(['chatgpt agent', 'GPTBot', 'x'].map((agent) => outcomes(ai, ['/'], agent)[0])).toEqual([
      'block 403',
      'block 403',
      'pass',
    ])
  })

  it('keep the alternatives that have an equivalent, with a note about the others', () => {
    const list = (pattern: string): string =>
      `map $http_user_agent $bad { default 0; "${pattern}" 1; } server { if ($bad) { return 403; } }`
    const { text, notes } = importNginx(list('~*(ahrefsbot|bot[0-9]+x|semrush)'), 'nginx.conf')
    expect(text).toContain('bots bad = ahrefsbot, semrush')
    expect(notes).toEqual([{ line: 1, message: 'the pattern bot[0-9]+x is not imported: it has no equivalent' }])
    const long = Array.from({ length: 60 }, (_, index) => `[^x]bot${index}`).join('')
    expect(importNginx(list(`~*(ahrefsbot|${long})`), 'nginx.conf').text).toMatch(
      /…\S* is not imported: it has no equivalent/,
    )
  })
})

describe('error_page', () => {
  it('replaces the refusal of a status', () => {
    const dav = `location / {
      error_page 418 = @dav;
      if ($request_method ~ ^(GET|MKCOL)$) { return 418; }
    }
    location = /a { error_page 403 =404 /none; deny all; }
    location @dav { proxy_pass http://app; }`
    expect(outcomes(dav, ['/', '/a'])).toEqual(['pass', 'block 404'])
    expect(notesOf(dav)).toContainEqual(
      expect.stringMatching(/^3 return 418 is not imported: error_page 418 = @dav in line 2/),
    )
  })
})

describe('inner redirects', () => {
  it('are noted if other rules apply where they lead', () => {
    const controller = `server {
      location / { try_files $uri /index.php?$args; }
      location = /index.php { allow 203.0.113.0/24; deny all; }
      location /old { rewrite ^/old/(.*)$ /index.php?p=$1 last; }
    }`
    expect(notesOf(controller)).toEqual([
      expect.stringMatching(/^2 try_files .* in line 3 apply to them too; here they do not/),
      expect.stringMatching(/^4 rewrite .*: the rules for the new path do not apply here/),
    ])
    expect(notesOf('server { location / { try_files $uri /index.php; } location = /index.php { } deny all; }')).toEqual(
      [],
    )
  })
})

describe('keys of limits', () => {
  it('are counted if only a part of them is empty', () => {
    const gate = gateOfImport(
      'nginx',
      `limit_req_zone "$binary_remote_addr$http_user_agent" zone=z:10m rate=5r/m;
       server { location / { limit_req zone=z; } }`,
    )
    const of = (agent?: string): string => outcomeOf(gate, '198.51.100.7', '/', agent)
    expect([of(), of(), of('x'), of('x'), of('y')]).toEqual(['pass', 'limit 503', 'pass', 'limit 503', 'pass'])
  })

  it('may be empty for servers without a name', () => {
    const zone = 'limit_req_zone $server_name zone=z:10m rate=1r/m; limit_req zone=z;'
    expect(outcomes(`${zone} server { }`, ['/', '/'])).toEqual(['pass', 'pass'])
    expect(outcomes(`${zone} server { server_name a.example; }`, ['/', '/'])).toEqual(['pass', 'limit 503'])
  })
})

describe('servers', () => {
  it('with one name on two ports become the one with TLS', () => {
    const site = `server { listen 80; server_name a.example; return 403; }
      server { listen 443 ssl; server_name a.example; location /admin { deny all; } }
      server { listen 127.0.0.1:8080; allow 127.0.0.1; deny all; }`
    expect(outcomes(site, ['/', '/admin'])).toEqual(['pass', 'block 403'])
    expect(notesOf(site)).toEqual([
      expect.stringMatching(/^1 this server on 80 is not imported/),
      expect.stringMatching(/^3 this server is not imported: only requests to 127\.0\.0\.1:8080 reach it/),
    ])
  })
})

describe('conditions without an equivalent', () => {
  it('are noted with what they leave out', () => {
    const site = `if ($scheme = http) { return 301 https://$host$request_uri; }
if ($ssl_client_verify != SUCCESS) { return 403; }
deny 192.0.2.1;
location @named { deny all; }`
    expect(notesOf(site)).toEqual([
      '1 if ($scheme = http) is not imported: its condition has no equivalent; nginx answers 301 there, without the rules that follow',
      '2 if ($ssl_client_verify != SUCCESS) is not imported: its condition has no equivalent',
      '4 location @named: its rules are not imported, because only inner redirects lead there',
    ])
  })
})

describe('answers', () => {
  it('that refuse nothing are sent without considering lists and limits', () => {
    const moved =
      'server { deny all; location /moved { return 301 /new; } location /open { if ($arg_x) { return 200; } } }'
    expect(outcomes(moved, ['/', '/moved', '/open', '/open?x=1'])).toEqual(['block 403', 'pass', 'block 403', 'pass'])
  })
})

describe('satisfy any', () => {
  it('admits clients that have a user', () => {
    const { text, notes } = importNginx('satisfy any;\nallow 192.0.2.1;\ndeny all;\nauth_basic "x";', 'nginx.conf')
    expect(text).toContain('allow only ip in 192.0.2.1 or user is present')
    expect(notes.map(({ line }) => line)).toEqual([2, 4])
    expect(importNginx('satisfy any;\nallow 192.0.2.1;\ndeny all;', 'nginx.conf').notes).toEqual([])
  })
})
