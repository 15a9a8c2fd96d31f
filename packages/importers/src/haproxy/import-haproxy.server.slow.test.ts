import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, findProgram, freePorts, runs, runServer, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import { compareWithServer } from '../testing/compare-with-server.ts'
import type { RealRequest } from '../testing/send-request.ts'

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
      `path_reg ${pick(['\\.php$', '^/a', '^/a/', '^/(a|b)/', '/a/.*c', '^/[ab]$', '^/x/[^/]*/y$', '\\.(php|env)$'])}`,
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
  const routes = random() < 0.6 ? [`use_backend c${index}b ${condition(names)}`] : []
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

describe.skipIf(haproxy === undefined)('an imported HAProxy configuration', () => {
  it('refuses what the real HAProxy refuses, with the same status', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-haproxy-'))
    const cases = Array.from({ length: runs(12) }, (_, index) => configuration(index))
    const ports = await freePorts(cases.length)
    const file = join(folder, 'haproxy.cfg')
    const served = cases.map((each, index) => each.served.replace('PORT', String(ports[index])))
    writeFileSync(
      file,
      `global\n  log stdout format raw local0 emerg\ndefaults\n  mode http\n  timeout client 5s\n  timeout connect 1s\n  timeout server 5s\n${served.join('')}`,
    )
    const server = await runServer({ path: haproxy!, args: ['-db', '-f', file], port: ports[0]! })
    try {
      const all = cases.map(({ imported }, index) => ({ text: imported, port: ports[index]! }))
      // What is imported is exact: the only comments are about the whole file.
      const general =
        /contains no access rules|escapes are decoded|without their port|\/robots\.txt|usual spellings|without a reply|the last address|slash at their end|is tested as|not as any character|value of a list/
      for (const { text } of all)
        expect(importFile('haproxy', text, 'x').notes.filter(({ message }) => !general.test(message))).toEqual([])
      expect(await compareWithServer('haproxy', all, requests, isAdmitted)).toBe(24 * cases.length)
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  })
})
