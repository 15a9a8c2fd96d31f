import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, findProgram, freePorts, runs, runServer, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import type { ReadIncluded } from '../included-files.ts'
import { gateOfImport } from '../testing/gate-of-import.ts'
import { compareWithServer } from '../testing/compare-with-server.ts'
import { type RealRequest, sendRequest } from '../testing/send-request.ts'

const haproxy = findProgram('haproxy')

const random = createRandom(seed)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const some = <T>(from: readonly T[], max: number): readonly T[] =>
  Array.from({ length: 1 + Math.floor(random() * max) }, () => pick(from))

const paths = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/ab',
  '/b',
  '/b/c.php',
  '/c.php',
  '/x/a/y',
  '/A',
  '/a/b/c',
  '/q?a=1',
  '/q?a=2&b=1',
  '/b/.env',
]
const hosts = ['a.example', 'b.example', 'www.a.example', 'c.test']
const agents = ['curl/8.5', 'Mozilla/5.0 (X11)', 'SuperBot/1.0', 'superbot', '']
const peers = ['127.0.0.1', '127.0.0.2', '127.0.0.5', '127.0.1.9']

function criterion(): string {
  return pick([
    () => `src ${some(['127.0.0.0/30', '127.0.0.5', '127.0.1.0/255.255.255.0', '127.0.0.2'], 2).join(' ')}`,
    () => `path ${some(['/a', '/', '/a/', '/b/c.php'], 2).join(' ')}`,
    () => `path_beg ${some(['/a', '/a/', '/b', '/x/a'], 2).join(' ')}`,
    () => `path_end ${some(['.php', '/', 'b', '.env'], 2).join(' ')}`,
    () => `path_sub ${some(['a/', '.', 'b'], 1).join(' ')}`,
    () => `path_dir ${pick(['a', 'b', '/a/', 'a/b'])}`,
    () =>
      `path_reg ${pick(['\\.php$', '^/a', '^/a/', '^/(a|b)/', '/a/.*c', '^/[ab]$', '^/x/[^/]*/y$', '\\.(php|env)$', '^/x/[^/]+/y$', '^/a/[^/]+$', '^/[a-c]/?.*c', '^/(?!a).*b', '^/b.', '(?i)^/A$'])}`,
    () => `path,lower -m beg ${pick(['/a', '/a/b'])}`,
    () => `url_sub ${pick(['a=1', 'b=1'])}`,
    () => `hdr(host) -i ${some(['A.example', 'b.example'], 2).join(' ')}`,
    () => `hdr_dom(host) -i ${pick(['a.example', 'example', 'www'])}`,
    () => `hdr_end(host) -i ${pick(['.example', 'a.example'])}`,
    () => `hdr_sub(user-agent) -i ${some(['bot', 'CURL', 'super'], 2).join(' ')}`,
    () => `hdr(user-agent) -m sub ${pick(['Bot', 'curl', 'X11'])}`,
    () => `req.fhdr(x-key) ${some(['secret', 'other'], 2).join(' ')}`,
    () => 'req.hdr(x-key) -m found',
    () => `hdr_cnt(x-key) ${pick(['eq 0', 'gt 0', '1:'])}`,
    () => `method ${some(['POST', 'DELETE', 'PUT'], 2).join(' ')}`,
    () => `url_param(a) -m str ${some(['1', '2'], 2).join(' ')}`,
    () => `cook(c) ${some(['b', 'd'], 2).join(' ')}`,
    () => `base_beg ${pick(['a.example/a', 'b.example/'])}`,
    () => pick(['always_true', 'always_false']),
  ])()
}

function condition(names: readonly string[]): string {
  const term = (): string =>
    `${random() < 0.3 ? '!' : ''}${random() < 0.6 && names.length > 0 ? pick(names) : random() < 0.2 ? pick(['METH_GET', 'METH_POST', 'TRUE', 'FALSE']) : `{ ${criterion()} }`}`
  const conjunction = (): string => Array.from({ length: 1 + Math.floor(random() * 2) }, term).join(' ')
  const all = Array.from({ length: 1 + Math.floor(random() * 2) }, conjunction).join(random() < 0.5 ? ' || ' : ' or ')
  return `${random() < 0.85 ? 'if' : 'unless'} ${all}`
}

function rules(names: readonly string[], count: number): readonly string[] {
  return Array.from({ length: Math.floor(random() * count) }, () => {
    const action = pick([
      'deny',
      'deny deny_status 429',
      'deny',
      'allow',
      'reject',
      'return status 404 content-type text/plain string no',
      'return status 200',
      'redirect location /elsewhere',
      'deny deny_status 410',
    ])
    return `http-request ${action} ${condition(names)}`
  })
}

function configuration(index: number): { readonly imported: string; readonly served: string } {
  const names = ['one', 'two', 'three']
  const acls = [...names, pick(names)].map((name) => `acl ${name} ${criterion()}`)
  const early =
    random() < 0.3
      ? [
          `tcp-request connection ${pick(['reject', 'accept'])} if { src ${pick(['127.0.0.5', '127.0.0.0/30'])} }`,
          'tcp-request connection reject if { src 127.0.1.9 }',
        ]
      : []
  const source = random() < 0.3 ? ['http-request set-src req.hdr_ip(x-forwarded-for) if { src 127.0.0.1 }'] : []
  const routes = Array.from(
    { length: Math.floor(random() * 4) },
    () => `use_backend c${index}${pick(['b', 'b', 'd'])} ${condition(names)}`,
  )
  const front = [...acls, ...early, ...source, ...rules(names, 5), ...routes, `default_backend c${index}d`]
  const text = (name: string, lines: readonly string[]): string =>
    `${name}\n${lines.map((line) => `  ${line}\n`).join('')}`
  const backendRules = [...rules([], 3)]
  const other = rules([], 2)
  const build = (bind: string, end: readonly string[]): string =>
    [
      text(`frontend c${index}`, [bind, ...front]),
      text(`backend c${index}b`, [...backendRules, ...end]),
      text(`backend c${index}d`, [...other, ...end]),
    ].join('')
  return {
    imported: `defaults\n  mode http\n${build('bind :80', [])}`,
    served: build(`bind 127.0.0.1:PORT`, ['http-request return status 200']),
  }
}

function requests(): readonly RealRequest[] {
  return Array.from({ length: 24 }, () => {
    const agent = pick(agents)
    const peer = pick(peers)
    const headers = ['Host', pick(hosts)]
    if (agent !== '') headers.push('User-Agent', agent)
    if (random() < 0.3) headers.push('X-Key', pick(['secret', 'other', 'none']))
    if (random() < 0.3) headers.push('Cookie', pick(['c=b', 'x=1; c=d', 'd=1']))
    if (random() < 0.4) headers.push('X-Forwarded-For', pick(['127.0.0.5', '192.0.2.1', '127.0.0.5, 127.0.0.2']))
    const method = pick(['GET', 'GET', 'GET', 'POST', 'DELETE'])
    if (method === 'POST') headers.push('Content-Length', '0')
    return { method, target: pick(paths), headers, peer }
  })
}

// No backend has a server: HAProxy answers 503 to a request that its rules admit.
const isAdmitted = (status: number): boolean => status < 400 || status === 503

const head =
  'global\n  log stdout format raw local0 emerg\ndefaults\n  mode http\n  timeout client 5s\n  timeout connect 1s\n  timeout server 5s\n'

/** Starts HAProxy with some frontends, in a folder with the files that they read. */
async function withHaproxy(
  sections: readonly string[],
  files: Readonly<Record<string, string>>,
  run: (ports: readonly number[], folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-haproxy-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const ports = await freePorts(sections.length)
  const served = sections.map((each, index) => each.replace('PORT', String(ports[index])).replaceAll('FOLDER', folder))
  writeFileSync(join(folder, 'haproxy.cfg'), head + served.join(''))
  const args = ['-db', '-f', join(folder, 'haproxy.cfg')]
  const server = await runServer({ path: haproxy!, args, port: ports[0]! })
  try {
    await run(ports, folder)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

/** Hand-made rules of a frontend, each with requests. */
const handMade: readonly { readonly rules: readonly string[]; readonly requests: readonly RealRequest[] }[] = [
  {
    // Files of patterns, and maps in which the longest or the first entry decides.
    rules: [
      'http-request deny if { path -f FOLDER/paths.lst }',
      'http-request deny deny_status 429 if { path,map_beg(FOLDER/beg.map,pass) -m str block }',
      'http-request deny deny_status 410 if { hdr(x-a),map_sub(FOLDER/sub.map) -m str gone }',
      'http-request deny deny_status 404 if { src,map_ip(FOLDER/ip.map) -m str block }',
    ],
    requests: ['/listed', '/listed/', '/b', '/b/c', '/b/open/x', '/x'].flatMap((target) =>
      ['127.0.0.1', '127.0.0.5', '127.0.1.9'].flatMap((peer) =>
        [undefined, 'one two', 'two', 'three'].map((value) => ({
          method: 'GET',
          target,
          headers: ['Host', 'a.example', ...(value === undefined ? [] : ['X-A', value])],
          peer,
        })),
      ),
    ),
  },
  {
    // An absent field is not an empty one, and a condition with `unless` applies to it.
    rules: [
      'http-request deny deny_status 410 if { hdr(user-agent) -m reg ^$ }',
      'http-request deny deny_status 404 if { req.fhdr(x-a) -m reg ^$ }',
      'http-request deny unless { hdr(x-b) -m beg ok } || { req.fhdr(x-a) -m found }',
    ],
    requests: [
      [],
      ['User-Agent', ''],
      ['User-Agent', 'x'],
      ['X-A', ''],
      ['X-A', '1'],
      ['X-B', 'okay'],
      ['X-B', ''],
    ].map((more) => ({
      method: 'GET',
      target: '/',
      headers: ['Host', 'a.example', ...more],
      peer: '127.0.0.1',
    })),
  },
  {
    // Words and patterns with quotes, blanks and escapes; a list of rules that ends early; answers.
    rules: [
      `acl odd path_reg '^/(a|b)\\.(php|x)$'`,
      'acl odd hdr(x-a) \'it is "x"\'',
      'acl odd path /with\\,comma',
      'http-request redirect location /there if { path_beg /old }',
      'http-request allow if { src 127.0.0.5 }',
      'http-request deny if odd',
      'http-request deny deny_status 405 unless METH_GET or { method POST }',
      'http-request return status 451 content-type text/plain string "not here" if { path_end /c } !{ src 127.0.1.9 }',
    ],
    requests: ['/a.php', '/bxphp', '/old/a.php', '/with,comma', '/x/c', '/'].flatMap((target) =>
      ['127.0.0.1', '127.0.0.5', '127.0.1.9'].flatMap((peer) =>
        ['GET', 'DELETE'].map((method) => ({
          method,
          target,
          headers: ['Host', 'a.example', 'X-A', target === '/' ? 'it is "x"' : 'y'],
          peer,
        })),
      ),
    ),
  },
]

const mapFiles: Readonly<Record<string, string>> = {
  'paths.lst': '# paths\n/listed\n\n/other\n',
  'beg.map': '/b block\n/b/open pass\n',
  'sub.map': 'two keep\none gone\nthree gone\n',
  'ip.map': '127.0.0.0/16 block\n127.0.0.4/30 pass\n',
}

describe.skipIf(haproxy === undefined)('an imported HAProxy configuration', () => {
  it('refuses what the real HAProxy refuses, with the same status', async () => {
    const cases = Array.from({ length: runs(12) }, (_, index) => configuration(index))
    await withHaproxy(
      cases.map(({ served }) => served),
      {},
      async (ports) => {
        const all = cases.map(({ imported }, index) => ({ text: imported, port: ports[index]! }))
        // What is imported is exact: the only comments are about the whole file.
        const general =
          /contains no access rules|escapes are decoded|without their port|\/robots\.txt|usual spellings|without a reply|the last address|slash at their end|is tested as|read as a dot|value of a list/
        for (const { text } of all)
          expect(importFile('haproxy', text, 'x').notes.filter(({ message }) => !general.test(message))).toEqual([])
        expect(await compareWithServer('haproxy', all, requests, { isAdmitted })).toBe(24 * cases.length)
      },
    )
  })

  it('reads files, quotes and empty fields as the real HAProxy does', async () => {
    const sections = handMade.map(
      ({ rules: lines }, index) =>
        `frontend h${index}\n  bind 127.0.0.1:PORT\n${lines.map((line) => `  ${line}\n`).join('')}  default_backend h${index}b\nbackend h${index}b\n  http-request return status 200\n`,
    )
    await withHaproxy(sections, mapFiles, async (ports) => {
      const all = sections.map((text, index) => ({
        text: `defaults\n  mode http\n${text.replaceAll('FOLDER/', '').replace('127.0.0.1:PORT', ':80')}`,
        port: ports[index]!,
      }))
      const included: ReadIncluded = (path) => (mapFiles[path] === undefined ? [] : [{ path, text: mapFiles[path] }])
      const count = await compareWithServer('haproxy', all, (index) => handMade[index]!.requests, {
        isAdmitted,
        included,
      })
      expect(count).toBeGreaterThan(100)
    })
  })

  it('limits the requests that the real HAProxy limits', async () => {
    const lines = [
      'stick-table type ip size 1k expire 60s store http_req_rate(60s)',
      'acl office src 127.0.0.5',
      'http-request track-sc0 src if { path_beg /api }',
      'http-request allow if office',
      'http-request deny deny_status 429 if { sc_http_req_rate(0) gt 3 }',
      'http-request deny if { path /api/secret }',
    ]
    const section = `frontend r\n  bind 127.0.0.1:PORT\n${lines.map((line) => `  ${line}\n`).join('')}  http-request return status 200\n`
    await withHaproxy([section], {}, async ([port = 0]) => {
      const gate = gateOfImport('haproxy', `defaults\n  mode http\n${section.replace('127.0.0.1:PORT', ':80')}`)
      const served: number[] = []
      const decided: number[] = []
      for (const peer of ['127.0.0.1', '127.0.0.5', '127.0.0.2'])
        for (const target of ['/api/a', '/', '/api/b', '/api/a', '/', '/api/c', '/api/d', '/', '/api/e']) {
          const request = { method: 'GET', target, headers: ['Host', 'a.example'], peer }
          const status = await sendRequest(port, request)
          served.push(isAdmitted(status) ? 200 : status)
          const decision = gate.decide(request)
          decided.push(decision.outcome === 'pass' ? 200 : decision.status)
        }
      expect(decided).toEqual(served)
      expect(served.filter((status) => status === 429)).toHaveLength(6)
    })
  })
})
