import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FactValuesOf } from '@tidegate/engine'
import { type OpenedGate, openPolicy, type OpenPolicyOptions } from '@tidegate/node'
import { describePluginContract } from '@tidegate/engine/testing'
import { parseIp } from '@tidegate/values'
import type { Answer } from 'dns-packet'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { reverseDns, type ReverseDnsOptions, type ReverseDnsPlugin } from './reverse-dns.ts'
import { reverseName } from './reverse-name.ts'
import { type DnsReply, type DnsServer, startDnsServer, zone } from './testing/dns-server.ts'

let folder = ''
let server: DnsServer | undefined
let gate: OpenedGate | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-dns-'))
})
afterEach(async () => {
  await gate?.close()
  await server?.close()
  gate = undefined
  server = undefined
  rmSync(folder, { recursive: true })
})

const ptr = (ip: string): string => `PTR ${reverseName(parseIp(ip)!)}`

const google = {
  [ptr('192.0.2.1')]: ['crawl-1.googlebot.com'],
  'A crawl-1.googlebot.com': ['192.0.2.1'],
  [ptr('2001:db8::1')]: ['crawl-6.googlebot.com'],
  'AAAA crawl-6.googlebot.com': ['2001:db8::2', '2001:db8:0::1'],
  // An impostor can publish any name for its own address, but cannot change what that name resolves to.
  [ptr('192.0.2.66')]: ['crawl-1.googlebot.com'],
  [ptr('192.0.2.67')]: ['host.evil.example', 'a.evilgooglebot.com'],
  'A host.evil.example': ['192.0.2.67'],
  'A a.evilgooglebot.com': ['192.0.2.67'],
}

/** A policy whose rules show what is known about a client: verified, not verified, or unknown. */
const threeOutcomes = `use reverse-dns
block dns.verified  as "verified"  reply 421
block dns.verified is present and not dns.verified  as "not verified"  reply 422
block dns.verified is absent  as "unknown"  reply 423`

async function open(
  reply: (question: string) => DnsReply | Promise<DnsReply>,
  options: ReverseDnsOptions = {},
  policy = threeOutcomes,
  more: OpenPolicyOptions = {},
): Promise<(ip: string) => Promise<string>> {
  server = await startDnsServer(reply)
  const plugin = reverseDns({ domains: ['googlebot.com', '.search.msn.com'], servers: [server.address], ...options })
  const file = join(folder, 'site.policy')
  writeFileSync(file, policy)
  const opened = await openPolicy(file, { factTimeoutMs: 20_000, ...more, plugins: [plugin] })
  gate = opened
  return async (peer) => {
    const decision = await opened.decideAsync({ method: 'GET', target: '/', headers: [], peer })
    return decision.rule?.name ?? decision.outcome
  }
}

describe('the facts of reverse-dns', () => {
  it('verify a client whose name is in a domain and resolves back to its address', async () => {
    const ask = await open(zone(google))
    expect(await ask('192.0.2.1')).toBe('verified')
    expect(await ask('2001:db8::1')).toBe('verified')
  })

  it('do not verify a client whose name does not resolve back, is in another domain, or does not exist', async () => {
    const ask = await open(zone(google))
    expect(await Promise.all(['192.0.2.66', '192.0.2.67', '203.0.113.9'].map(ask))).toEqual([
      'not verified',
      'not verified',
      'not verified',
    ])
  })

  it('supply the name itself, which is absent if it is not confirmed', async () => {
    const policy = `use reverse-dns
block dns.name ends with ".googlebot.com"  as "google"
block dns.name == "a.evilgooglebot.com"  as "evil"  reply 402
allow only dns.name is present  as "nameless"`
    const ask = await open(zone(google), {}, policy)
    expect(await Promise.all(['192.0.2.1', '192.0.2.66', '192.0.2.67', '203.0.113.9'].map(ask))).toEqual([
      'google',
      'nameless',
      'evil',
      'nameless',
    ])
  })

  it('are typed', () => {
    expectTypeOf<FactValuesOf<ReverseDnsPlugin>>().toEqualTypeOf<{
      readonly 'dns.name'?: string
      readonly 'dns.verified'?: boolean
    }>()
    expect(Object.keys(reverseDns().facts)).toEqual(['dns.name', 'dns.verified'])
  })

  it('start one look-up per address however many requests wait and however many facts they need', async () => {
    const ask = await open(zone(google), {}, `${threeOutcomes}\nblock dns.name == "other.example"`)
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => ask('192.0.2.1'))))).toEqual(
      new Set(['verified']),
    )
    expect(server?.asked).toEqual([ptr('192.0.2.1'), 'A crawl-1.googlebot.com'])
    expect(await ask('192.0.2.1')).toBe('verified')
    expect(server?.asked).toHaveLength(2)
  })

  it('are cached even if there is no name', async () => {
    const ask = await open(zone({}))
    await ask('192.0.2.1')
    await ask('192.0.2.1')
    expect(server?.asked).toEqual([ptr('192.0.2.1')])
  })

  it('cause no look-up for requests that are decided without them', async () => {
    const ask = await open(
      zone(google),
      {},
      'use reverse-dns\nbots all = googlebot\nblock bot in all unless dns.verified',
    )
    expect(await ask('192.0.2.66')).toBe('pass')
    expect(server?.asked).toEqual([])
  })
})

describe('names from a hostile server', () => {
  const answers = (data: readonly unknown[], type = 'PTR'): DnsReply =>
    data.map((each) => ({ type, name: 'x.example', ttl: 300, data: each }) as Answer)

  it('are resolved back at most four times, those of the domains first, even if there are thousands', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => `h${String(i).padStart(4, '0')}.evil.example`)
    const ask = await open((question) => {
      if (question.startsWith('PTR')) return answersTo(question, [...many, 'zz.googlebot.com'])
      return question === 'A zz.googlebot.com' ? answersTo(question, ['192.0.2.1']) : 'nxdomain'
    })
    expect(await ask('192.0.2.1')).toBe('verified')
    expect(server?.asked.filter((question) => question.startsWith('A '))).toEqual(['A zz.googlebot.com'])
    expect(await ask('192.0.2.2')).toBe('not verified')
    expect(server?.asked.filter((question) => question.startsWith('A '))).toHaveLength(5)
  })

  it.each<[string, readonly string[]]>([
    ['no names at all', ['localhost', 'googlebot', 'com']],
    ['not ASCII', ['münchen.example', '\u202egooglebot.com', 'crawl-1.googlebot.com\u0000.evil.example']],
    ['markup and log lines', ['<b>.googlebot.com', 'a b.googlebot.com', 'a\r\nb.googlebot.com']],
    ['as long as names can be', [Array.from({ length: 4 }, () => 'a'.repeat(62)).join('.')]],
  ])('are ignored if they are %s', async (_, names) => {
    const ask = await open((question) => (question.startsWith('PTR') ? answersTo(question, names) : 'nxdomain'))
    expect(await ask('192.0.2.1')).toBe('not verified')
    expect(server?.asked.filter((question) => /[^ -~]|[<\r\n]/.test(question))).toEqual([])
  })

  it('may be reached through an alias, as in delegated ranges (RFC 2317)', async () => {
    const alias = '1.0-63.2.0.192.in-addr.arpa'
    const ask = await open((question) =>
      question === ptr('192.0.2.1')
        ? [
            { type: 'CNAME', name: '1.2.0.192.in-addr.arpa', ttl: 300, data: alias },
            { type: 'PTR', name: alias, ttl: 300, data: 'crawl-1.googlebot.com' },
          ]
        : zone(google)(question),
    )
    expect(await ask('192.0.2.1')).toBe('verified')
  })

  it('may be circular aliases without causing an endless look-up', async () => {
    const ask = await open((question) => {
      if (question.startsWith('PTR')) return answersTo(question, ['a.googlebot.com'])
      return [
        { type: 'CNAME', name: 'a.googlebot.com', ttl: 300, data: 'b.googlebot.com' },
        { type: 'CNAME', name: 'b.googlebot.com', ttl: 300, data: 'a.googlebot.com' },
      ]
    })
    expect(await ask('192.0.2.1')).not.toBe('verified')
  })

  it('are not verified by an answer to another query', async () => {
    const ask = await open((question) =>
      question.startsWith('PTR') ? answersTo(question, ['crawl-9.googlebot.com']) : answers(['192.0.2.66'], 'A'),
    )
    expect(await ask('192.0.2.77')).toBe('not verified')
  })

  it.each<[string, Uint8Array]>([
    ['nothing but a number', Uint8Array.of(0, 0)],
    ['noise', Uint8Array.from({ length: 300 }, (_, i) => (i * 97) & 255)],
    [
      'a name that points to itself',
      Uint8Array.of(
        0,
        0,
        0x81,
        0x80,
        0,
        1,
        0,
        1,
        0,
        0,
        0,
        0,
        0xc0,
        12,
        0,
        12,
        0,
        1,
        0xc0,
        12,
        0,
        12,
        0,
        1,
        0,
        0,
        1,
        0,
        0,
        2,
        0xc0,
        12,
      ),
    ],
  ])('are ignored if the packet contains %s', async (_, bytes) => {
    const ask = await open(() => bytes, { timeoutMs: 300 })
    expect(await ask('192.0.2.1')).toBe('unknown')
  })
})

describe('a DNS server that is unreachable or slow', () => {
  it.each<[string, DnsReply]>([
    ['fails', 'servfail'],
    ['does not answer', 'silent'],
  ])('leaves the facts absent if it %s, and receives no more queries for a while', async (_, reply) => {
    const warnings: string[] = []
    const ask = await open(() => reply, { timeoutMs: 200 })
    gate?.on('warning', ({ code }) => warnings.push(code))
    expect(await ask('192.0.2.1')).toBe('unknown')
    const asked = server?.asked.length
    expect(await ask('192.0.2.1')).toBe('unknown')
    expect([server?.asked.length, warnings]).toEqual([asked, ['plugin-fact-failed']])
  })

  it('delays a request no longer than the gate allows, and a later answer is used', async () => {
    const { promise, resolve: answer } = Promise.withResolvers<void>()
    const ask = await open(
      async (question) => {
        await promise
        return zone(google)(question)
      },
      { timeoutMs: 10_000 },
      threeOutcomes,
      { factTimeoutMs: 20 },
    )
    expect(await ask('192.0.2.1')).toBe('unknown')
    answer()
    while ((gate?.stats().facts.find(({ fact }) => fact === 'dns.verified')?.pending ?? 0) > 0) {
      await new Promise((next) => setTimeout(next, 5))
    }
    expect(await ask('192.0.2.1')).toBe('verified')
  })

  it('does not delay requests if whileUnknown is `absent`', async () => {
    const ask = await open(zone(google), { whileUnknown: 'absent' })
    expect(await ask('192.0.2.1')).toBe('unknown')
    while ((gate?.stats().facts.find(({ fact }) => fact === 'dns.verified')?.pending ?? 0) > 0) {
      await new Promise((next) => setTimeout(next, 5))
    }
    expect(gate?.decide({ method: 'GET', target: '/', headers: [], peer: '192.0.2.1' }).rule?.name).toBe('verified')
  })

  it('does not block the event loop', async () => {
    const ask = await open(() => 'silent', { timeoutMs: 300 })
    const pending = ask('192.0.2.1')
    let turns = 0
    let isOver = false
    void pending.then(() => {
      isOver = true
    })
    while (!isOver) {
      turns++
      await new Promise((next) => setTimeout(next, 1))
    }
    expect([await pending, turns > 10]).toEqual(['unknown', true])
  })

  it('receives no more queries than its bounds allow during a flood of addresses, and memory stays bounded', async () => {
    const ask = await open(
      () => 'silent',
      { timeoutMs: 100, concurrency: 4, queue: 8, perSecond: 20, cacheSize: 50 },
      threeOutcomes,
      {
        factTimeoutMs: 10,
      },
    )
    const outcomes = await Promise.all(Array.from({ length: 3000 }, (_, i) => ask(`2001:db8:${i.toString(16)}::1`)))
    expect(new Set(outcomes)).toEqual(new Set(['unknown']))
    const facts = gate?.stats().facts ?? []
    expect(facts.every(({ pending, cached }) => pending <= 12 && cached <= 50)).toBe(true)
    expect(facts.find(({ fact }) => fact === 'dns.verified')?.dropped).toBeGreaterThan(2900)
    expect(server!.asked.length).toBeLessThan(100)
  })
})

describe('reverseDns', () => {
  it.each(['com', '', '*.googlebot.com', 'google bot.com'])('rejects the domain %j', (domain) => {
    expect(() => reverseDns({ domains: [domain] })).toThrow(TypeError)
  })

  it('rejects a server that is not an address', () => {
    expect(() => reverseDns({ servers: ['dns.example'] })).toThrow('Invalid IP address')
  })
})

describe('with its own server', () => {
  let shared: DnsServer
  beforeAll(async () => {
    shared = await startDnsServer(zone(google))
  })
  afterAll(() => shared.close())

  describePluginContract(
    'reverse-dns',
    () => reverseDns({ domains: ['googlebot.com'], servers: [shared.address] }),
    { describe, it, expect },
    { requests: ['192.0.2.1', '192.0.2.66', '2001:db8::1'].map((ip) => ({ ip: parseIp(ip)! })) },
  )
})

/** Records that answer a query. */
function answersTo(question: string, data: readonly string[]): DnsReply {
  return zone({ [question]: data })(question)
}

it.each([
  [{ domain: ['a.example'] }, 'unknown option `domain`; did you mean `domains`?'],
  [{ domains: 'a.example' }, '`domains` must be an array, found "a.example"'],
  [{ whileUnknown: 'abscent' }, 'did you mean `absent`?'],
])('refuses the options %j', (options, message) => {
  expect(() => reverseDns(options as unknown as ReverseDnsOptions)).toThrow(message)
})
