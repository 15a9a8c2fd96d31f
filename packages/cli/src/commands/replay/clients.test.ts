import { describe, expect, it } from 'vitest'
import type { ReplayReport } from '@tidegate/replay'
import { replayText } from '../../testing/replay-text.ts'

const at = '[30/Nov/2026:08:00:00 +0000] "GET / HTTP/1.1" 200 2'
const policy = `client ip from x-forwarded-for trusting 10.0.0.0/8
block ip in 198.51.100.0/24  as "bad"
limit 2 per minute per ip  as "visitors"`

/** Lines of nine clients, the last of which is blocked. */
function nine(line: (forwarded: string, index: number) => string): string {
  return Array.from({ length: 9 }, (_, index) => line(index === 8 ? '198.51.100.9' : `203.0.113.${index}`, index)).join(
    '\n',
  )
}

function essence({ outcomes, reasons, refused, warnings }: ReplayReport): object {
  return {
    outcomes,
    reasons: reasons.map(({ reason }) => reason),
    clients: refused.clients.map(({ key }) => key),
    warnings,
  }
}

const asOnServer = { outcomes: { pass: 8, block: 1, limit: 0 }, reasons: [], clients: ['198.51.100.9'], warnings: [] }

describe('the clients of a replay', () => {
  it.each([
    ['after the agent', nine((list) => `10.0.0.1 - - ${at} "-" "Mozilla/5.0" "${list}"`), {}],
    ['several hops', nine((list) => `10.0.0.1 - - ${at} "-" "Mozilla/5.0" "192.0.2.1, ${list}, 10.0.0.2"`), {}],
    ['in front of the peer', nine((list) => `192.0.2.1, ${list} 10.0.0.1 - - ${at} "-" "Mozilla/5.0"`), {}],
    ['in place of the peer', nine((list) => `192.0.2.1, ${list}, 10.0.0.3 - - ${at} "-" "Mozilla/5.0"`), {}],
    [
      'a pattern',
      nine((list) => `10.0.0.1 ${at} [${list}]`),
      { format: '$remote_addr [$time_local] "$request" $status $bytes [$http_x_forwarded_for]' },
    ],
    [
      'a pattern without the peer',
      nine((list) => `${list}, 10.0.0.3 ${at}`),
      { format: '%{X-Forwarded-For}i %t "%r" %>s %b' },
    ],
    [
      'a list with the peer',
      nine((list) => `10.0.0.1 ${at} "${list}, 10.0.0.1"`),
      { format: '$remote_addr [$time_local] "$request" $status $bytes "$proxy_add_x_forwarded_for"' },
    ],
    [
      'JSON with lines of a field',
      nine((list) =>
        JSON.stringify({
          ts: 1_796_025_600,
          request: {
            remote_ip: '10.0.0.1',
            method: 'GET',
            uri: '/',
            headers: { 'X-Forwarded-For': ['192.0.2.1', `${list}, 10.0.0.2`] },
          },
          status: 200,
        }),
      ),
      {},
    ],
    [
      'W3C',
      `#Fields: date time c-ip cs-method cs-uri-stem sc-status x-forwarded-for\n${nine((list) => `2026-11-30 08:00:00 10.0.0.1 GET / 200 ${list}`)}`,
      {},
    ],
  ])('are those that the policy finds in the log: %s', async (_, log, options) => {
    expect(essence(await replayText({ policy, logs: { log }, ...options }))).toEqual(asOnServer)
  })

  it.each(['x-real-ip', 'cf-connecting-ip', 'forwarded'])('are found in the header `%s`', async (header) => {
    const value = (ip: string): string => (header === 'forwarded' ? `for=192.0.2.1, for=${ip};proto=https` : ip)
    const report = await replayText({
      policy: policy.replace('x-forwarded-for', header),
      logs: { log: nine((ip) => `10.0.0.1 ${at} "${value(ip)}"`) },
      format: `%a %t "%r" %>s %b "%{${header}}i"`,
    })
    expect(essence(report)).toEqual(asOnServer)
  })

  it('are found by the option `trustProxy` as well', async () => {
    const [, ...rules] = policy.split('\n')
    const log = nine((list) => `10.0.0.1 - - ${at} "-" "Mozilla/5.0" "${list}"`)
    const own = { policy: rules.join('\n'), logs: { log } }
    expect(essence(await replayText({ ...own, trustProxy: '10.0.0.0/8' }))).toEqual(asOnServer)
    const without = await replayText(own)
    expect(without.outcomes).toEqual({ pass: 2, block: 0, limit: 7 })
    expect(without.notes).toEqual([
      'the log contains `x-forwarded-for`, but the policy has no `client ip` and no proxy is trusted (`--trust-proxy`): the client is the address that connected',
    ])
  })

  it('are peers that are not trusted, whatever they send, and proxies that send nothing', async () => {
    const log = [
      `198.51.100.7 - - ${at} "-" "Mozilla/5.0" "203.0.113.9"`,
      `10.0.0.1 - - ${at} "-" "ELB-HealthChecker/2.0" "-"`,
      `10.0.0.1 - - ${at} "-" "Mozilla/5.0" "203.0.113.9"`,
    ].join('\n')
    const { refused, outcomes } = await replayText({ policy, logs: { log } })
    expect(outcomes).toEqual({ pass: 2, block: 1, limit: 0 })
    expect(refused.clients.map(({ key }) => key)).toEqual(['198.51.100.7'])
  })

  it('are unknown if a trusted proxy sent nothing that can be read', async () => {
    const log = `10.0.0.1 - - ${at} "-" "Mozilla/5.0" "junk"\n10.0.0.1 - - ${at} "-" "Mozilla/5.0" "203.0.113.9"`
    const { outcomes, refused } = await replayText({ policy, logs: { log }, format: 'combined-forwarded' })
    expect(outcomes).toEqual({ pass: 1, block: 1, limit: 0 })
    expect(refused.clients.map(({ key }) => key)).toEqual(['unknown'])
  })

  it('are not guessed: requests of which the log has only the proxy are not evaluated', async () => {
    const log = `${nine(() => `10.0.0.1 - - ${at} "-" "Mozilla/5.0"`)}\n203.0.113.9 - - ${at} "-" "Mozilla/5.0"`
    const report = await replayText({ policy, logs: { log } })
    expect(report.lines).toMatchObject({ read: 10, judged: 1, unreadable: 9 })
    expect(report.unreadable).toMatchObject([
      {
        reason: 'the address is that of a proxy that the policy trusts, and the log does not say for which client',
        count: 9,
        examples: [{ line: 1 }, { line: 2 }, { line: 3 }],
      },
    ])
    expect(report.warnings).toEqual([
      '9 of 10 requests come from proxies that the policy trusts, and the log does not contain `x-forwarded-for`: their clients are unknown, and they were not evaluated; log that header, or use --client-address client if the log has the addresses of clients',
    ])
    expect((await replayText({ policy, logs: { log }, clientAddress: 'client' })).outcomes).toEqual({
      pass: 3,
      block: 0,
      limit: 7,
    })
    const byPath = policy.replace(/^block[^]*/m, 'block path in /admin')
    expect(await replayText({ policy: byPath, logs: { log } })).toMatchObject({ lines: { judged: 10 }, warnings: [] })
  })

  it('are the last public addresses of lists if the policy declares no proxies', async () => {
    const log = `203.0.113.9, 10.0.0.2 - - ${at} "-" "Mozilla/5.0"\n203.0.113.10 - - ${at} "-" "Mozilla/5.0"`
    const report = await replayText({ policy: 'block anyone', logs: { log } })
    expect(report.logs).toMatchObject([{ format: 'combined-forwarded-only' }])
    expect(report.refused.clients.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['203.0.113.10', '203.0.113.9']),
    )
    expect(report.notes[0]).toMatch(/^2 of 2 requests have a list of addresses in place of one/)
  })

  it('are found in lists that come after many lines with one address', async () => {
    const line = (client: string): string => `${client} - - ${at} "-" "Mozilla/5.0"\n`
    const log = line('203.0.113.9').repeat(1_000) + line('192.0.2.1, 198.51.100.9, 10.0.0.2')
    const [by] = policy.split('\n')
    for (const own of [`${by}\nblock ip in 198.51.100.0/24`, 'block ip in 198.51.100.0/24']) {
      const { outcomes, lines, logs } = await replayText({ policy: own, logs: { log } })
      expect(logs[0]!.format).toBe('combined')
      expect({ ...outcomes, unreadable: lines.unreadable }).toEqual({ pass: 1_000, block: 1, limit: 0, unreadable: 0 })
    }
  })

  it('are found by each of two policies', async () => {
    const log = nine((list) => `10.0.0.1 - - ${at} "-" "Mozilla/5.0" "${list}"`)
    const [, ...rules] = policy.split('\n')
    const { difference } = await replayText({ policy, against: rules.join('\n'), logs: { log } })
    expect(difference).toMatchObject({ same: 2, different: 7 })
  })
})
