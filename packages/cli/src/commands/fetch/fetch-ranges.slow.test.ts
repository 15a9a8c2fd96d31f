import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPublicCheck, parseIp } from '@tidegate/values'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fetchRanges } from './ranges.ts'
import { CliError, type ExitCode } from '../../io.ts'
import { gateOfFiles } from '../../testing/gate-of-files.ts'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import { runCommand } from '../../testing/run-command.ts'
import type { FetchWorld } from './fetch-text.ts'
import { rangeOperators } from './operators.ts'
import { readRanges } from './read-ranges.ts'

let server: Server
let folder: string
let port: number
let ca: string
let answer: (request: IncomingMessage, response: ServerResponse) => void

beforeAll(async () => {
  const names = ['ranges.example', 'other.example'].map((value) => ({ type: 2 as const, value }))
  const pem = await generate([{ name: 'commonName', value: 'ranges.example' }], {
    extensions: [{ name: 'subjectAltName', altNames: names }],
  })
  ca = pem.cert
  server = createServer({ key: pem.private, cert: pem.cert }, (request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-ranges-'))
  return () => rm(folder, { recursive: true })
})

const json = (value: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.end(typeof value === 'string' ? value : JSON.stringify(value))
}
const listOf = (count: number): unknown => ({
  creationTime: '2026-11-01T00:00:00.000000',
  prefixes: Array.from({ length: count }, (_, index) => ({ ipv4Prefix: `8.${index >> 8}.${index & 255}.0/24` })),
})
const operator = { name: 'test', title: 'a test', urls: ['https://ranges.example/list.json'] }

interface Result {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

async function run(
  flags: Parameters<typeof fetchRanges>[1] = {},
  world: Partial<FetchWorld> = {},
  urls = operator.urls,
): Promise<Result> {
  const out: string[] = []
  const err: string[] = []
  const code = await fetchRanges(
    'test',
    flags,
    {
      raw: (text) => void out.push(text),
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      color: false,
      interactive: false,
      columns: 80,
      cwd: folder,
      nowMs: () => Date.UTC(2026, 10, 18),
      stdin: async function* () {},
      signal: new AbortController().signal,
    },
    {
      operators: [{ ...operator, urls }],
      ca,
      port,
      resolve: async () => ['127.0.0.1'],
      isAllowed: () => true,
      ...world,
    },
  )
  return { code, out: out.join(''), err: err.join('') }
}

async function refusal(
  flags: Parameters<typeof fetchRanges>[1] = {},
  world: Partial<FetchWorld> = {},
  urls = operator.urls,
): Promise<string> {
  const error: unknown = await run(flags, world, urls).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(CliError)
  return (error as CliError).message
}

describe('tidegate fetch ranges', () => {
  test('writes the published list as a list file that a policy can read', async () => {
    answer = json({
      creationTime: '2026-11-01T00:00:00.000000',
      prefixes: [{ ipv4Prefix: '66.249.64.0/27' }, { ipv6Prefix: '2001:4860:4801:10::/64' }, { ipv4Prefix: '8.8.8.8' }],
    })
    expect(await run({ output: 'google.json' })).toEqual({ code: 0, out: '', err: 'google.json: 3 prefixes\n' })
    const text = await readFile(join(folder, 'google.json'), 'utf8')
    expect(JSON.parse(text)).toEqual({
      source: ['https://ranges.example/list.json'],
      fetched: '2026-11-18T00:00:00.000Z',
      creationTime: '2026-11-01T00:00:00.000000',
      prefixes: [
        { ipv4Prefix: '66.249.64.0/27' },
        { ipv6Prefix: '2001:4860:4801:10::/64' },
        { ipv4Prefix: '8.8.8.8/32' },
      ],
    })
    const gate = gateOfFiles({
      'site.policy': 'list google = file "google.json"\nallow only ip in google\n',
      'google.json': text,
    })
    const outcome = (peer: string): string =>
      gate.decide({ method: 'GET', target: '/', headers: ['Host', 'a'], peer }).outcome
    expect([outcome('66.249.64.5'), outcome('8.8.4.4')]).toEqual(['pass', 'block'])
  })

  test('reads lists as a policy does: strings, and entries with both prefixes', async () => {
    answer = json({ prefixes: ['8.8.8.0/24', { ipv4Prefix: '9.9.9.0/24', ipv6Prefix: '2a00::/32' }] })
    expect(JSON.parse((await run()).out)).toMatchObject({
      prefixes: [{ ipv4Prefix: '8.8.8.0/24' }, { ipv4Prefix: '9.9.9.0/24' }, { ipv6Prefix: '2a00::/32' }],
    })
  })

  test('merges the lists of an operator that publishes several', async () => {
    answer = (request, response) => {
      response.end(
        JSON.stringify({ prefixes: [{ ipv4Prefix: request.url === '/a.json' ? '8.8.8.0/24' : '9.9.9.0/24' }] }),
      )
    }
    const { out } = await run({}, {}, ['https://ranges.example/a.json', 'https://ranges.example/b.json'])
    expect(JSON.parse(out)).toMatchObject({ prefixes: [{ ipv4Prefix: '8.8.8.0/24' }, { ipv4Prefix: '9.9.9.0/24' }] })
  })

  test('a list that lost more than half, or grew more than tenfold, is not written until it is accepted', async () => {
    for (const [first, second, kept] of [
      [100, 49, true],
      [100, 50, false],
      [10, 101, true],
      [10, 100, false],
    ] as const) {
      answer = json(listOf(first))
      await run({ output: 'list.json', accept: true })
      const before = await readFile(join(folder, 'list.json'), 'utf8')
      answer = json(listOf(second))
      const { code, err } = await run({ output: 'list.json' })
      expect([first, second, code]).toEqual([first, second, kept ? 1 : 0])
      expect((await readFile(join(folder, 'list.json'), 'utf8')) === before).toBe(kept)
      expect(err.includes('not written')).toBe(kept)
      expect((await run({ output: 'list.json', accept: true })).code).toBe(0)
      expect(readRanges(await readFile(join(folder, 'list.json'), 'utf8'))).toMatchObject({
        prefixes: { length: second },
      })
    }
  })

  test('a file that is not a list is not overwritten', async () => {
    await writeFile(join(folder, 'site.policy'), 'block anyone\n')
    answer = json(listOf(3))
    expect(await refusal({ output: 'site.policy' })).toContain('is not a list file')
    expect(await readFile(join(folder, 'site.policy'), 'utf8')).toBe('block anyone\n')
  })

  test('`--json` reports what was done', async () => {
    answer = json(listOf(3))
    const { out } = await run({ output: 'list.json', json: true })
    expect(shippedSchemas().get('fetch')?.(JSON.parse(out))).toBe(true)
    expect(JSON.parse(out)).toEqual({
      version: 1,
      kind: 'ranges',
      operator: 'test',
      file: 'list.json',
      outcome: 'written',
      before: 0,
      after: 3,
    })
  })

  test('lists the operators, and suggests a similar name', async () => {
    const { out } = await runCommand(['fetch', 'ranges'], folder)
    for (const { name } of rangeOperators) expect(out).toContain(name)
    expect(await runCommand(['fetch', 'ranges', 'gogle'], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('google'),
    })
  })

  test('every published URL is https, and every operator has a name of its own', () => {
    for (const { urls } of rangeOperators)
      for (const url of urls) expect(new URL(url)).toMatchObject({ protocol: 'https:', port: '' })
    expect(new Set(rangeOperators.map(({ name }) => name)).size).toBe(rangeOperators.length)
  })
})

describe('threats: hostile list source', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '::1',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '0.0.0.0',
    '100.64.0.1',
  ])('does not connect to a name that resolves to %s', async (address) => {
    let connected = false
    answer = () => {
      connected = true
    }
    const resolve = async (): Promise<readonly string[]> => ['8.8.8.8', address]
    const message = await refusal({}, { resolve, isAllowed: createPublicCheck() })
    expect(message).toContain('not public')
    expect(connected).toBe(false)
  })

  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2001:4860::1', '2a00:1450::1'])('%s is public', (text) => {
    const address = parseIp(text)
    expect(address !== undefined && createPublicCheck()(address)).toBe(true)
  })

  test('follows three redirects within the operator’s hosts, but not a fourth', async () => {
    const redirecting = (times: number) => (request: IncomingMessage, response: ServerResponse) => {
      const hop = Number(new URL(request.url ?? '/', 'https://x').searchParams.get('hop') ?? '0')
      if (hop === times) response.end(JSON.stringify(listOf(1)))
      else response.writeHead(302, { location: `/list.json?hop=${hop + 1}` }).end()
    }
    answer = redirecting(3)
    expect((await run()).code).toBe(0)
    answer = redirecting(4)
    expect(await refusal()).toContain('too many redirects')
  })

  test.each([
    ['https://other.example/list.json', 'not a URL of the hosts'],
    ['http://ranges.example/list.json', 'not https'],
    ['https://ranges.example:8443/list.json', 'not a URL of the hosts'],
    ['https://user:pass@ranges.example/list.json', 'not a URL of the hosts'],
    ['https://127.0.0.1/list.json', 'not a URL of the hosts'],
    ['file:///etc/passwd', 'not https'],
    ['https://[', 'redirects to an invalid URL'],
  ])('does not follow a redirect to %s', async (location, reason) => {
    answer = (_, response) => response.writeHead(302, { location }).end()
    expect(await refusal()).toContain(reason)
  })

  test('refuses an untrusted certificate', async () => {
    answer = json(listOf(1))
    expect(await refusal({}, { ca: '' })).toMatch(/certificate|self-signed|issuer/i)
  })

  test('refuses a body over the limit, with or without a content length', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': '1000001' }).end('x'.repeat(1_000_001))
    expect(await refusal({}, { maxBytes: 1_000_000 })).toContain('larger than')
    answer = (_, response) => {
      response.writeHead(200)
      for (let index = 0; index < 12; index++) response.write('x'.repeat(100_000))
      response.end()
    }
    expect(await refusal({}, { maxBytes: 1_000_000 })).toContain('larger than')
  })

  test('gives up on a server that never finishes', async () => {
    answer = (_, response) => void response.writeHead(200).write('{')
    expect(await refusal({}, { timeoutMs: 200 })).toContain('took longer than')
    answer = (request) => void request.socket.pause()
    expect(await refusal({}, { timeoutMs: 200 })).toContain('took longer than')
  })

  test.each([404, 500, 204, 304])('refuses status %d', async (status) => {
    answer = (_, response) => response.writeHead(status).end()
    expect(await refusal()).toContain(`status ${status}`)
  })

  test('refuses compressed replies', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')
    expect(await refusal()).toContain('compressed')
  })

  test.each([
    ['', 'not valid JSON'],
    ['[]', 'empty'],
    ['{}', 'none of the known places'],
    ['{"prefixes":{}}', 'none of the known places'],
    ['{"prefixes":[]}', 'empty'],
    ['{"prefixes":[{"ipv4Prefix":"8.8.8.0/24","ipv6Prefix":"2a00::/129"}]}', '1:54: prefix length'],
    ['{"prefixes":[{"ipv4Prefix":"8.8.8.0/24"},{"ipv4Prefix":"2a00::/32"}]}', '1:56: expected an IPv4 address'],
    ['{"prefixes":["8.8.8.0/24"],"prefixes":["9.9.9.0/24"]}', '1:28: this key appears twice'],
    ['{"prefixes":["8.8.8.0 - 8.8.8.9"]}', '1:14: expected a prefix'],
    ['{"prefixes":[{"ipv4Prefix":"8.0.0.0/7"}]}', 'wider than /8'],
    ['{"prefixes":[{"ipv4Prefix":"0.0.0.0/0"}]}', 'wider than /8'],
    ['{"prefixes":[{"ipv6Prefix":"2a00::/18"}]}', 'wider than /19'],
    ['{"prefixes":[{"ipv6Prefix":"::/0"}]}', 'wider than /19'],
    ['{"prefixes":[{"ipv4Prefix":"010.0.0.1/24"}]}', '1:28: leading zero'],
    ['{"prefixes":[{"__proto__":{"ipv4Prefix":"8.8.8.0/24"}}]}', '1:14: expected an object'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'at most 64 brackets'],
  ])('refuses %.60s and keeps the old file', async (body, reason) => {
    answer = json(listOf(2))
    await run({ output: 'list.json' })
    const before = await readFile(join(folder, 'list.json'), 'utf8')
    answer = json(body)
    expect(await refusal({ output: 'list.json', accept: true })).toContain(reason)
    expect(await readFile(join(folder, 'list.json'), 'utf8')).toBe(before)
  })
})
