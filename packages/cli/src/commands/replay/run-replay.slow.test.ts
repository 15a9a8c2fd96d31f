import { gzipSync, zstdCompressSync } from 'node:zlib'
import { type Admission, createGate } from '@tidegate/engine'
import { createRandom, seed, sizeUpTo } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import {
  formatEntry,
  generateLog,
  generateTraffic,
  headOf,
  type LogEntry,
  type WrittenFormat,
} from '@tidegate/access-logs/testing'
import { planOf, replayText } from '../../testing/replay-text.ts'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import type { ReplayReport } from '@tidegate/replay'

const policy = `
policy "public website"
list office = 10.0.0.0/8
bots search = googlebot, bingbot
bots scrapers = ahrefsbot, bytespider, semrushbot, mj12bot, scrapy
window peak = 04:00-17:00 UTC
block bot in scrapers  as "scraper"
limit 5 per minute per ip  when bot in search during peak  as "search bots"  including refused
limit 20 per minute per ip  unless bot in search  as "visitors"
limit 3 per 15 minutes per ip  when path in /login  as "login"  counting only replies 401
exempt ip in office from limits
shadow limit 5 per minute per user  when user is present  as "API"
shadow block path starts with "/wp"  as "scanner"
`

const dense = {
  lines: sizeUpTo(20_000, 1 / 4),
  startMs: Date.UTC(2026, 10, 17, 10),
  hours: sizeUpTo(4, 1 / 4),
  people: 60,
} as const

function textOf(entries: readonly LogEntry[], format: WrittenFormat = 'combined'): string {
  return headOf(format) + entries.map((entry) => `${formatEntry(entry, format)}\n`).join('')
}

/** Counts what a gate decides for the entries one by one, ordered by their seconds: by outcome and by rule, including shadow rules. */
function byGate(entries: readonly LogEntry[]): {
  readonly outcomes: object
  readonly counts: ReadonlyMap<string, number>
} {
  let nowMs = 0
  const gate = createGate(planOf(policy), { clock: { wallMs: () => nowMs, monotonicMs: () => nowMs } })
  const outcomes = { pass: 0, block: 0, limit: 0 }
  const counts = new Map<string, number>()
  const count = (name: string): unknown => counts.set(name, (counts.get(name) ?? 0) + 1)
  const bySecond = entries
    .map((entry) => ({ ...entry, timeMs: Math.floor(entry.timeMs / 1_000) * 1_000 }))
    .toSorted((x, y) => x.timeMs - y.timeMs)
  for (const { timeMs, ip, user, method, target, status, agent } of bySecond) {
    nowMs = timeMs
    const headers = agent === undefined ? [] : ['User-Agent', agent]
    const known = user === undefined || status === 401 ? {} : { user }
    const { decision, settle } = gate.admit({ method, target, ip, peer: ip, headers, ...known }) as Admission
    settle({ status: decision.outcome === 'pass' ? status : decision.status })
    outcomes[decision.outcome]++
    for (const { rule } of decision.shadows) count(rule.name!)
    if (decision.outcome !== 'pass') count(decision.rule?.name ?? decision.reason)
  }
  return { outcomes, counts }
}

function countsOf({ rules, reasons }: ReplayReport): ReadonlyMap<string, number> {
  const named = [
    ...rules.map(({ rule, count }) => [rule.name!, count] as const),
    ...reasons.map(({ reason, count }) => [reason, count] as const),
  ]
  return new Map(named.filter(([, count]) => count > 0))
}

/** Returns a report without the names and formats of its logs. */
function essence(report: ReplayReport): object {
  const { logs: _, ...rest } = report
  return JSON.parse(JSON.stringify(rest).replaceAll(/"log":"[^"]*"/g, '"log":""')) as object
}

describe('runReplay', () => {
  it('decides as a gate whose clock is the time of the log', async () => {
    const entries = [...generateTraffic({ ...dense, lines: 20_000, hours: 4 })]
    const { outcomes, counts } = byGate(entries)
    const report = await replayText({ policy, logs: { 'access.log': textOf(entries) } })
    expect(report.outcomes).toEqual(outcomes)
    expect(Object.fromEntries(countsOf(report))).toEqual(Object.fromEntries(counts))
    expect([...counts.keys()].toSorted()).toEqual([
      'API',
      'ambiguous-path',
      'login',
      'scanner',
      'scraper',
      'search bots',
      'visitors',
    ])
    expect(report.lines).toMatchObject({ read: 20_000, judged: 20_000, unreadable: 0, late: 0 })
  })

  it('reports the same for every format with the same information', async () => {
    const entries = [...generateTraffic(dense)]
    const outcomes = await Promise.all(
      (['combined', 'vhost', 'w3c'] as const).map(
        async (format) => (await replayText({ policy, logs: { log: textOf(entries, format) } })).outcomes,
      ),
    )
    expect(outcomes).toEqual([outcomes[0], outcomes[0], outcomes[0]])
    const seconds = entries.map((entry) => ({ ...entry, timeMs: Math.floor(entry.timeMs / 1_000) * 1_000 }))
    expect((await replayText({ policy, logs: { log: textOf(seconds, 'json') } })).outcomes).toEqual(outcomes[0])
  })

  it('reports the same for plain and compressed logs, for one and for several', async () => {
    const text = textOf([...generateTraffic(dense)])
    const plain = Buffer.from(text, 'latin1')
    const half = text.indexOf('\n', text.length / 2) + 1
    const whole = essence(await replayText({ policy, logs: { 'access.log': text } }))
    const packed: readonly Uint8Array[] = [gzipSync(plain), zstdCompressSync(plain)]
    for (const log of packed)
      expect(essence(await replayText({ policy, logs: { 'access.log.x': log } }))).toEqual(whole)
    const parts = await replayText({
      policy,
      logs: { 'access.log.1': gzipSync(plain.subarray(0, half)), 'access.log': text.slice(half) },
    })
    expect({ outcomes: parts.outcomes, lines: parts.lines, timeline: parts.timeline }).toEqual({
      outcomes: (whole as ReplayReport).outcomes,
      lines: (whole as ReplayReport).lines,
      timeline: (whole as ReplayReport).timeline,
    })
    expect(parts.logs.map(({ name, format }) => [name, format])).toEqual([
      ['access.log.1', 'combined'],
      ['access.log', 'combined'],
    ])
  })

  it('reports the same for lines out of order and for the sorted log', async () => {
    const random = createRandom(seed)
    const entries = [...generateTraffic({ ...dense, disorderMs: 0 })]
    const shuffled = entries
      .map((entry) => ({ entry, key: entry.timeMs + random() * 3_000 }))
      .toSorted((x, y) => x.key - y.key)
    // Equal timestamps keep the order of their lines, so the sorted log is ordered by the timestamps of the shuffled one.
    const mixed = shuffled.map(({ entry }) => entry)
    const sorted = mixed.toSorted((x, y) => Math.floor(x.timeMs / 1_000) - Math.floor(y.timeMs / 1_000))
    const [a, b] = await Promise.all(
      [mixed, sorted].map(async (all) => replayText({ policy, logs: { log: textOf(all) } })),
    )
    expect(a!.outcomes).toEqual(b!.outcomes)
    expect(countsOf(a!)).toEqual(countsOf(b!))
    expect(a!.lines.reordered).toBeGreaterThan(dense.lines / 20)
    expect({ late: a!.lines.late, inOrder: b!.lines.reordered }).toEqual({ late: 0, inOrder: 0 })
  })

  it('counts lines that are too late', async () => {
    const text = textOf([...generateTraffic({ ...dense, lines: 2_000, hours: 1 })])
    const half = text.indexOf('\n', text.length / 2) + 1
    const report = await replayText({ policy, logs: { 'a.log': text.slice(half) + text.slice(0, half) } })
    expect(report.lines.late).toBeGreaterThan(900)
    const windowMs = report.lines.lateByMs!
    expect(report.warnings).toEqual([
      expect.stringMatching(
        new RegExp(
          `^${report.lines.late} lines came too late .*: use --reorder-window ${Math.ceil(windowMs / 1_000)}s$`,
        ),
      ),
    ])
    const wider = await replayText({
      policy,
      logs: { 'a.log': text.slice(half) + text.slice(0, half) },
      reorderWindowMs: windowMs,
    })
    expect(wider).toMatchObject({ lines: { late: 0 }, warnings: [] })
  })

  it('reports the same for logs of several servers, in any order, and for one log of all of them', async () => {
    const random = createRandom(seed)
    const entries = [...generateTraffic(dense)].toSorted(
      (x, y) => Math.floor(x.timeMs / 1_000) - Math.floor(y.timeMs / 1_000),
    )
    const servers: LogEntry[][] = [[], [], []]
    for (const entry of entries) servers[Math.floor(random() * 3)]!.push(entry)
    const half = (all: readonly LogEntry[]): number => Math.floor(all.length / 2)
    const logs = Object.fromEntries(
      servers
        .flatMap((all, index) => [
          [`web${index}.log`, textOf(all.slice(half(all)))] as const,
          [`web${index}.log.1`, textOf(all.slice(0, half(all)))] as const,
        ])
        .toReversed(),
    )
    const merged = await replayText({ policy, logs })
    // Requests with equal timestamps are decided in the order of the logs.
    const order = new Map(servers.flatMap((all, index) => all.map((entry) => [entry, -index])))
    const whole = entries.toSorted(
      (x, y) => Math.floor(x.timeMs / 1_000) - Math.floor(y.timeMs / 1_000) || order.get(x)! - order.get(y)!,
    )
    const one = await replayText({ policy, logs: { 'all.log': textOf(whole) } })
    expect(merged.outcomes).toEqual(one.outcomes)
    expect(countsOf(merged)).toEqual(countsOf(one))
    expect(merged.lines).toEqual({ ...one.lines, read: entries.length })
    expect(merged.lines).toMatchObject({ late: 0, reordered: 0 })
  })

  it('keeps no more of ten times as many lines', async () => {
    // Two hundred thousand in `pnpm test:deep`.
    const lines = sizeUpTo(20_000)
    const report = async (count: number): Promise<ReplayReport> =>
      replayText({
        policy,
        logs: {
          'access.log': Buffer.concat([...generateLog({ lines: count })].map((chunk) => Buffer.from(chunk, 'latin1'))),
        },
      })
    const [small, large] = [await report(lines), await report(10 * lines)]
    const { read, judged, unreadable, blank } = large.lines
    expect({ read, sum: judged + unreadable + blank }).toEqual({ read: 10 * lines, sum: 10 * lines })
    expect(large.outcomes.pass + large.outcomes.block + large.outcomes.limit).toBe(judged)
    expect(JSON.stringify(large).length).toBeLessThan(JSON.stringify(small).length * 1.5)
    const { timeline } = large
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
    expect([timeline!.pass, timeline!.block, timeline!.limit].map(sum)).toEqual(Object.values(large.outcomes))
    for (const { count, timeline: own } of large.rules.filter((rule) => rule.timeline !== undefined))
      expect(sum(own!)).toBe(count)
    const validate = shippedSchemas().get('replay')!
    validate(JSON.parse(JSON.stringify(large)))
    expect(validate.errors ?? []).toEqual([])
  })

  it('returns the report so far when it is interrupted', async () => {
    const controller = new AbortController()
    const text = textOf([...generateTraffic(dense)])
    const next = textOf([...generateTraffic({ ...dense, startMs: dense.startMs + 86_400_000 })])
    const report = await replayText({
      policy,
      logs: { 'access.log': text, 'next.log': next },
      signal: controller.signal,
      onProgress: ({ bytes }) => {
        if (bytes > text.length / 2) controller.abort()
      },
    })
    expect(report.complete).toBe(false)
    expect(report.lines.judged).toBeGreaterThan(dense.lines * 0.45)
    expect(report.lines.judged).toBeLessThan(dense.lines * 0.55)
    expect(report.logs.map(({ name }) => name)).toEqual(['access.log'])
    expect(report.lines.read).toBe(report.lines.judged + report.lines.blank + report.lines.unreadable)
  })

  it('reads a truncated compressed log as far as possible', async () => {
    const packed = gzipSync(Buffer.from(textOf([...generateTraffic(dense)]), 'latin1'))
    const report = await replayText({ policy, logs: { 'access.log.gz': packed.subarray(0, packed.length / 2) } })
    expect(report.complete).toBe(false)
    expect(report.logs[0]!.broken).toBe('decompression failed: unexpected end of file')
    expect(report.lines.judged).toBeGreaterThan(dense.lines / 4)
  })

  it('counts what it cannot read, with the first lines of each kind', async () => {
    const good = '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"'
    const lines = [
      good,
      '\u00ff\u00fe garbage',
      good,
      'a'.repeat(300_000),
      good.replace('GET', '\\x16'),
      '',
      `${good}\r`,
    ]
    const report = await replayText({ policy, logs: { 'access.log': lines.join('\n') } })
    expect(report.lines).toEqual({ read: 7, judged: 3, unreadable: 3, blank: 1, reordered: 0, late: 0 })
    expect(report.unreadable.map(({ reason, count, examples }) => [reason, count, examples[0]!.line])).toEqual([
      ['`$ident` is not followed by ` `', 1, 2],
      ['the line is longer than 256 KiB', 1, 4],
      ['no request line with method and target', 1, 5],
    ])
    expect(report.unreadable[1]!.examples[0]!.text).toHaveLength(301)
  })

  it('skips a byte order mark', async () => {
    const line = '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n'
    expect((await replayText({ policy, logs: { log: `\u00ef\u00bb\u00bf${line}` } })).lines.judged).toBe(1)
  })

  it('supplies the facts that every request has', async () => {
    const facts = 'fact tenant : text required\nblock tenant == "b"  as "tenant"'
    const log = '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'
    for (const [tenant, outcome] of [
      ['a', 'pass'],
      ['b', 'block'],
    ] as const) {
      expect((await replayText({ policy: facts, logs: { log }, facts: [`tenant=${tenant}`] })).outcomes[outcome]).toBe(
        1,
      )
    }
  })

  it('notes what the policy reads but the log does not contain', async () => {
    const curious = `
      bots search = googlebot
      block bot in search
      block host == "a.example" or header("x-api-key") is absent and cookie("c") is present
      limit 5 per minute per user  when user is present and peer in 10.0.0.0/8
      limit 5 per minute per ip  counting only replies 401`
    const log = '203.0.113.9 [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 401'
    const { notes } = await replayText({
      policy: curious,
      logs: { log },
      format: '$remote_addr [$time_local] "$request" $status',
    })
    expect(notes).toEqual([
      'the log contains no user agents, so no client is recognised as a bot',
      'the log contains no host; it is treated as absent',
      'the log contains no `x-api-key` header; it is treated as absent',
      'the log contains no cookies; they are treated as absent',
      'the log contains no users, so every client is treated as not logged in',
      'the log contains no peer address; the client address is used instead',
      'limits that count replies use the statuses in the log',
    ])
  })

  it('notes that no line names a user although the format has a field for one', async () => {
    const policy = 'limit 5 per minute per ip  when user is absent'
    const line = (user: string): string =>
      `203.0.113.9 - ${user} [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`
    const notes = async (...users: string[]): Promise<readonly string[]> =>
      (await replayText({ policy, logs: { log: users.map(line).join('\n') } })).notes
    expect(await notes('-', '-')).toEqual([
      'no line of the log names a user, so every client is treated as not logged in',
    ])
    expect(await notes('-', 'ada')).toEqual([])
  })

  it('compares windows with the time in the log, however old it is', async () => {
    const old = 'window peak = 04:00-05:00 UTC\nblock anyone during peak\nexempt anyone from limits during peak'
    const line = (at: string): string => `192.0.2.1 - - [${at} +0000] "GET / HTTP/1.1" 200 10 "-" "-"`
    const log = ['17/May/1995:04:30:00', '17/May/2015:12:05:03', '17/May/2015:04:59:59', '17/May/2025:12:05:03']
    const report = await replayText({ policy: old, logs: { log: log.map(line).join('\n') } })
    expect(report.outcomes).toEqual({ pass: 2, block: 2, limit: 0 })
    expect(report.notes).toEqual([])
  })

  it('uses header fields in the log', async () => {
    const keyed = 'block header("x-api-key") == "stolen"'
    const format = '$remote_addr [$time_local] "$request" $status "$http_x_api_key"'
    const line = (key: string): string => `203.0.113.9 [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 "${key}"`
    const report = await replayText({
      policy: keyed,
      logs: { log: [line('good'), line('stolen'), line('-')].join('\n') },
      format,
    })
    expect(report.outcomes).toEqual({ pass: 2, block: 1, limit: 0 })
  })

  describe('against another policy', () => {
    const logs = { 'access.log': textOf([...generateTraffic(dense)]) }

    it('finds no difference to the same policy', async () => {
      const { difference, lines } = await replayText({ policy, against: policy, logs })
      expect(difference).toMatchObject({ same: lines.judged, different: 0, changes: [] })
    })

    it('finds every request that is answered differently, grouped by both answers', async () => {
      const edited = policy
        .replace('limit 20', 'limit 10')
        .replace('block bot in scrapers', 'block bot in scrapers or path in /docs/**')
      const before = await replayText({ policy, logs })
      const { difference, outcomes, lines } = await replayText({ policy: edited, against: policy, logs })
      expect(difference!.same + difference!.different).toBe(lines.judged)
      const net = { pass: 0, block: 0, limit: 0 }
      for (const { from, to, count } of difference!.changes) {
        net[from.outcome] -= count
        net[to.outcome] += count
        expect([from.outcome, from.status]).not.toEqual([to.outcome, to.status])
      }
      for (const outcome of ['pass', 'block', 'limit'] as const)
        expect(outcomes[outcome] - before.outcomes[outcome]).toBe(net[outcome])
      const toScraper = difference!.changes.find(
        ({ from, to }) => from.outcome === 'pass' && to.rule?.name === 'scraper',
      )
      expect(toScraper!.paths[0]!.key).toMatch(/^\/docs(?:\/|$)/)
      expect(toScraper!.examples).toHaveLength(3)
    })
  })
})
