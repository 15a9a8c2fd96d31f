import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, findProgram, freePorts, runs, runServer, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { importFile } from '../import-file.ts'
import { compareWithServer } from '../testing/compare-with-server.ts'
import type { RealRequest } from '../testing/send-request.ts'

const caddy = findProgram('caddy')

const random = createRandom(seed + 1)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const some = <T>(from: readonly T[], max: number): readonly T[] => [
  ...new Set(Array.from({ length: 1 + Math.floor(random() * max) }, () => pick(from))),
]

// No pattern is another path with a slash at its end: a policy does not distinguish the two.
const paths = [
  '/',
  '/a/x',
  '/a/y.php',
  '/b/x',
  '/ab',
  '/A/X',
  '/one',
  '/ONE',
  '/files/x',
  '/files/one',
  '/z.env',
  '/q?k=1',
  '/q?k=2&l=1',
]
const hosts = ['a.example', 'b.example', 'www.a.example', 'c.test']
const agents = ['curl/8.5', 'Mozilla/5.0 (X11)', 'SuperBot/1.0', '']
const peers = ['127.0.0.1', '127.0.0.2', '127.0.0.5', '127.0.1.9']
const patterns = ['/one', '/a/*', '/b/*', '/a*', '*.php', '*x*', '/files/*', '/*/x', '/z.env', '*.env', '*']

function matcherLine(depth: number): string {
  return pick([
    () => `path ${some(patterns, 2).join(' ')}`,
    () => `path ${pick(patterns)}`,
    () =>
      `path_regexp ${pick(['', 'name '])}${pick(['(?i)^/a/', '(?i)\\.(php|env)$', '(?i)^/[ab]/x$', '(?i)/o.*e$', '(?i)^/[a-f]/', '(?i)^/a/[^/]+$'])}`,
    () => `method ${some(['POST', 'DELETE'], 2).join(' ')}`,
    () => `host ${some(['a.example', 'B.example', 'c.test'], 2).join(' ')}`,
    () => `remote_ip ${some(['127.0.0.0/30', '127.0.0.5', '127.0.1.0/24'], 2).join(' ')}`,
    () => `header User-Agent ${pick(['*Bot*', 'curl*', '*X11)', 'curl/8.5'])}`,
    () => `header X-Key ${pick(['*', 'secret', 's*'])}`,
    () => 'header !X-Key',
    () => `header_regexp X-Key ${pick(['^s', '(secret|other)$', 'ne'])}`,
    () => `query ${pick(['k=1', 'k=1 k=2', 'l=*', 'l=1'])}`,
    () =>
      `expression ${pick(["`{method} == 'POST'`", "`path('/a/*') && !method('GET')`", "`{header.X-Key} == 'secret' || remote_ip('127.0.0.5')`"])}`,
    () => (depth > 0 ? `not ${matcherLine(0)}` : 'method GET'),
  ])()
}

function matcher(names: readonly string[]): string {
  return random() < 0.2
    ? ''
    : `${random() < 0.5 ? pick(patterns.filter((text) => text.startsWith('/'))) : pick(names)} `
}

function directive(names: readonly string[], depth: number): readonly string[] {
  const nested = depth > 0 ? ['handle', 'handle', 'handle_path', 'route'] : []
  const kind = pick(['respond', 'respond', 'respond', 'error', 'abort', 'redir', ...nested])
  const block = (begin: string): readonly string[] => [
    `${begin}{`,
    ...Array.from({ length: 1 + Math.floor(random() * 2) }, () => directive(names, depth - 1))
      .flat()
      .map((line) => `\t${line}`),
    '}',
  ]
  switch (kind) {
    case 'respond':
      return [`respond ${matcher(names)}${pick(['403', '"no" 404', '200', '401', '"text"', '451'])}`]
    case 'error':
      return [`error ${matcher(names)}${pick(['410', '"gone" 410', '503'])}`]
    case 'abort':
      return [`abort ${matcher(names)}`]
    case 'redir':
      return [`redir ${pick(['/one', '/a/*', pick(names)])} /elsewhere`]
    case 'handle_path':
      // The path stays stripped after a block that does not answer.
      return [...block(`handle_path ${pick(['/files/*', '/a/*'])} `).slice(0, -1), '\trespond 404', '}']
    case undefined:
    default:
      return block(`${kind} ${matcher(names)}`)
  }
}

function configuration(index: number): { readonly imported: string; readonly served: string } {
  const names = ['@one', '@two', '@three']
  const matchers = names.map((name) => {
    const first = matcherLine(1)
    const second = matcherLine(1)
    // Caddy rejects a repeated host, and two patterns of one field.
    const isRepeated = ['host', 'header_regexp', 'path_regexp'].some(
      (word) => `${first} ${second}`.split(word).length > 2,
    )
    const lines = random() < 0.5 || isRepeated ? [first] : [first, second]
    return lines.length === 1 && random() < 0.5
      ? `\t${name} ${lines[0]!}\n`
      : `\t${name} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`
  })
  const directives = Array.from({ length: 1 + Math.floor(random() * 4) }, () => directive(names, 2)).flat()
  const snippet = directives.map((line) => `\t${line}\n`).join('')
  const isSnippet = random() < 0.3
  const build = (address: string): string =>
    isSnippet
      ? `(s${index}) {\n${snippet}}\n${address} {\n${matchers.join('')}\timport s${index}\n}\n`
      : `${address} {\n${matchers.join('')}${snippet}}\n`
  return { imported: build('http://'), served: build('http://:PORT') }
}

function requests(): readonly RealRequest[] {
  return Array.from({ length: 24 }, () => {
    const agent = pick(agents)
    const headers = ['Host', pick(hosts)]
    if (agent !== '') headers.push('User-Agent', agent)
    if (random() < 0.4) headers.push('X-Key', pick(['secret', 'other', 'none']))
    const method = pick(['GET', 'GET', 'GET', 'POST', 'DELETE'])
    if (method === 'POST') headers.push('Content-Length', '0')
    return { method, target: pick(paths), headers, peer: pick(peers) }
  })
}

/** Starts Caddy with some sites, each in place of `PORT` on a port of its own. */
async function withCaddy(sections: readonly string[], run: (ports: readonly number[]) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-caddy-'))
  const ports = await freePorts(sections.length)
  const file = join(folder, 'Caddyfile')
  const served = sections.map((each, index) => each.replaceAll('PORT', String(ports[index])))
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n${served.join('')}`)
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const args = ['run', '--config', file, '--adapter', 'caddyfile']
  const server = await runServer({ path: caddy!, args, port: ports[0]!, cwd: folder, env })
  try {
    await run(ports)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

/** Hand-made sites. */
const handMade: readonly string[] = [
  // The most specific name of several sites; a snippet with arguments.
  `(deny) {
	@{args.0} path {args.1}
	respond @{args.0} {args.2}
}
http://:PORT {
	respond /only-here 404
	respond 401
}
http://*.a.example:PORT {
	import deny two /one 410
}
http://a.example:PORT, http://www.a.example:PORT {
	import deny one /a/* 403
	respond /files/* "no" 451
}
`,
  // Placement: `handle` is before `respond`, `redir` before both; `route` keeps its order; answers end the chain.
  `http://:PORT {
	respond /a/* 403
	redir /ab /elsewhere
	respond /ab 404
	handle /a/x {
		respond "first"
	}
	handle /a/* {
		method GET
		@post method POST
		respond @post 405
	}
	route /files/* {
		respond /files/x 200
		error 410
	}
	handle_path /b/* {
		respond /x 401
		respond 200
	}
	respond /one 403
	abort /z.env
}
`,
  // Several lines of a matcher, negations, presence, and an expression in quotes.
  `http://:PORT {
	@m {
		header X-Key secret
		header X-Key other
		not {
			path /one /a/*
			method GET
		}
		not remote_ip 127.0.0.5
	}
	@n \`path('/a/*') && ({method} == 'GET' || header({'X-Key': 's*'}))\`
	@o not header X-Key *
	respond @m 403
	respond @n 410
	respond @o 404
}
`,
]

describe.skipIf(caddy === undefined)('an imported Caddyfile', () => {
  it('refuses what the real Caddy refuses, with the same status', async () => {
    const cases = Array.from({ length: runs(12) }, (_, index) => configuration(index))
    const sections = cases.map(({ served }) => served)
    await withCaddy(sections, async (ports) => {
      const all = cases.map(({ imported }, index) => ({ text: imported, port: ports[index]! }))
      // What is imported is exact: the only comments are about the whole file, and about closed connections.
      const general =
        /contains no access rules|slash at their end|\/robots\.txt|without a reply|with the whole path|read as a dot|without regard to case|last slash/
      for (const { text } of all)
        expect(importFile('caddy', text, 'x').notes.filter(({ message }) => !general.test(message))).toEqual([])
      expect(await compareWithServer('caddy', all, requests)).toBe(24 * cases.length)
    })
  })

  it('chooses sites and orders directives as the real Caddy does', async () => {
    await withCaddy(handMade, async (ports) => {
      const all = handMade.map((text, index) => ({ text: text.replaceAll(':PORT', ':80'), port: ports[index]! }))
      const every = hosts.flatMap((host) =>
        paths.flatMap((target) =>
          ['GET', 'POST'].map((method, index) => {
            const key = ['secret', 'other', 'none', undefined][(target.length + host.length + index) % 4]
            const length = method === 'POST' ? ['Content-Length', '0'] : []
            const headers = ['Host', host, ...length, ...(key === undefined ? [] : ['X-Key', key])]
            return { method, target, headers, peer: pick(peers) }
          }),
        ),
      )
      expect(await compareWithServer('caddy', all, () => every)).toBe(every.length * handMade.length)
    })
  })
})
