import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gateOfText } from '@tidegate/engine/testing'
import type { GateRequest } from '@tidegate/engine'
import { chosenFormats, type LoggedDecision } from '@tidegate/access-logs'
import { type DecisionLogOptions, openAuditLog, openDecisionLog } from '@tidegate/node'
import { type ReplayReport, runReplay } from '@tidegate/replay'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { escapeTexts } from '../../output/escape-texts.ts'
import { colors } from '../../terminal/colors.ts'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import { planOf } from '../../testing/replay-text.ts'
import { renderHtml } from './html/render-html.ts'
import { renderText } from './render-text.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-decisions-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Every kind of rule, key and input. */
const policy = `policy "day"
client ip from x-forwarded-for trusting 10.0.0.0/8
fact user.plan : text with user
fact user.nets : ips
fact weight : number
list bad = 198.51.100.0/26
bots crawlers = spider, crawler
window night = 22:00-06:00 Europe/Bucharest
block ip in bad  as "known attacker"
block bot in crawlers unless path in /public/**
block header("x-debug") is present  unless query("token") == "let-me-in"  as "debug"
shadow block peer in 203.0.113.0/24 and host == "old.example"  as "direct"
allow only ip in user.nets  when user.nets is not empty
exempt user.plan == "gold" from "visitors"
where path not in /closed/** {
  limit 8 per minute per ip  including refused  as "visitors"
  limit 60 per hour per user  when user is present  during night  as "at night"
  limit 15 per 10 minutes per cookie("session")  when cookie("session") is present  costing 4 if path in /shop/**, 0 if path in /public/**  as "sessions"
  limit 5 per hour per ip counting only replies 401, 403 when path in /login  then block for 20 minutes  as "logins"
  limit 50 per calendar hour in Europe/Bucharest per ip  then block for 2 hours  as "hourly"
  limit 1 per minute per header("x-api-key")  burst 2  when header("x-api-key") is present  as "keys"
  shadow limit 3 per minute per ip and path  as "tight"
  limit 1 per minute in total  when weight > 3  as "heavy"
}
`
const withClosed = `${policy}block path in /closed/**  as "closed"\n`

interface Day {
  readonly decisions: number
  readonly log?: Partial<DecisionLogOptions>
  readonly mode?: 'observe'
  readonly processes?: number
}

/** Lets a gate decide a day of traffic, with replies, reloads and a second gate, and returns the file of its log. */
async function simulate({ decisions, log: options = {}, mode, processes = 1 }: Day): Promise<string> {
  const file = join(folder, 'decisions.ndjson')
  const random = createRandom(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
  let elapsedMs = 1_234.5
  const clock = {
    wallMs: () => Math.floor(Date.UTC(2026, 10, 17) + elapsedMs),
    monotonicMs: () => elapsedMs,
  }
  const log = openDecisionLog({
    file,
    maxWaitingBytes: 1e9,
    wallMs: clock.wallMs,
    queries: { token: 'whole' },
    ...options,
  })
  const gates = [0, 1].map((site) => {
    const gate = gateOfText(policy, { clock, logger: false, processes, ...(mode !== undefined && { mode }) })
    log.follow(gate, { labels: { site: `site-${site}` } })
    return gate
  })
  const addresses = Array.from({ length: 25 }, () =>
    pick([
      () => `192.0.2.${Math.floor(random() * 20)}`,
      () => `198.51.100.${Math.floor(random() * 256)}`,
      () => `2001:db8:0:${Math.floor(random() * 9)}::${Math.floor(random() * 9)}`,
    ])(),
  )
  const waiting: (() => void)[] = []

  function requestNow(): GateRequest {
    const fields = ['Host', random() < 0.02 ? 'a..example' : pick(['a.example', 'A.example:443', 'old.example'])]
    if (random() < 0.8)
      fields.push('User-Agent', pick(['Mozilla/5.0', 'Mozilla/5.0', 'big spider', 'caf\u00e9 \u001b[2J"', '']))
    if (random() < 0.05) fields.push('X-Debug', '1')
    if (random() < 0.4) fields.push('Cookie', `a=b; session=${pick(['one', 'two'])}; theme="x"`)
    if (random() < 0.2) fields.push('X-API-Key', pick(['k1', 'k2']))
    if (random() < 0.02) fields.push('X-Debug', '2')
    const isProxied = random() < 0.7
    if (isProxied && random() < 0.98)
      fields.push('X-Forwarded-For', `${pick(addresses)}${random() < 0.02 ? ', nonsense' : ''}`)
    const path =
      random() < 0.05
        ? pick(['/%zz', '*', '/a%2fb'])
        : pick(['/', '/', '/login', '/login', '/public/x', '/closed/x', '/shop//x/../y', 'http://a.example/abs'])
    const user = random() < 0.3 ? { user: pick(['ana', 7]) } : {}
    return {
      method: random() < 0.02 ? 'get' : pick(['GET', 'POST']),
      target: `${path}${random() < 0.3 ? `?token=${pick(['let-me-in', 'no', ''])}&q=${pick(['1', '%E4', 'a;b'])}` : ''}`,
      headers: fields,
      ...(random() < 0.01 && { hasCutHeaders: true }),
      peer: isProxied ? '10.1.2.3' : pick(['203.0.113.7', '192.0.2.3', '', '::ffff:192.0.2.9']),
      ...user,
      facts: {
        ...('user' in user && random() < 0.95 && { 'user.plan': pick(['gold', 'free']) }),
        ...(random() < 0.05 && { 'user.nets': pick(['192.0.2.0/24, 10.0.0.0/8', '', 'nonsense', '2001:db8::/32']) }),
        ...(random() < 0.6 && { weight: pick([1, 5, 5, Number.NaN]) }),
      },
    }
  }

  for (let count = 0; count < decisions; count++) {
    elapsedMs += random() < 0.003 ? random() * 3_600_000 : random() * 400
    const gate = pick(gates)
    const admission = await gate.admit(requestNow())
    if (random() < 0.05) await gate.admit(requestNow(), admission)
    waiting.push(() => admission.settle(random() < 0.1 ? {} : { status: pick([200, 401, 403]) }))
    if (random() < 0.7) waiting.splice(Math.floor(random() * waiting.length), 1)[0]?.()
    if (count % 2_500 === 1_000) for (const each of gates) each.replace(planOf(withClosed))
    if (count % 2_500 === 1_400) for (const each of gates) each.replace(planOf(policy))
    if (count % 500 === 499) await log.flush(60_000)
    if (count % 3_000 === 2_999) {
      // One gate is silent for a while before the file is opened again.
      for (let minutes = 0; minutes < 3; minutes++) {
        elapsedMs += 60_000
        await gates[0]!.admit(requestNow())
      }
      log.reopen()
      await log.flush(60_000)
    }
  }
  for (const gate of gates) await gate.close()
  await log.close()
  expect(log.stats().dropped).toBe(0)
  return file
}

interface Replayed {
  readonly report: ReplayReport
  /** What the log says and what the policy decides now, where these differ. */
  readonly differences: readonly string[]
  readonly compared: number
}

/** Replays a log by the policy; only its own decisions are compared. */
async function replayed(file: string, text: string, processes: number = 1): Promise<Replayed> {
  const plan = planOf(text)
  const { rules, fingerprint } = plan.model
  const differences: string[] = []
  let compared = 0
  const bytes = readFileSync(file)
  const report = await runReplay({
    policy: { file: 'site.policy', plan },
    against: undefined,
    facts: { for: () => ({}) },
    users: { file: '', users: new Map() },
    plugins: [],
    sources: [
      {
        name: 'decisions.ndjson',
        bytes: bytes.length,
        open: async function* () {
          yield bytes
        },
      },
    ],
    formats: chosenFormats({}),
    zone: undefined,
    reorderWindowMs: 5_000,
    processes,
    top: 5,
    signal: new AbortController().signal,
    onProgress: () => {},
    onDecision: (logged: LoggedDecision, verdict) => {
      if (logged.fingerprint !== fingerprint) return
      compared++
      const { outcome, reason, status, rule } = logged.result
      const before = `${outcome} ${reason} ${status} ${rule?.id}`
      const now = `${verdict.outcome} ${verdict.reason} ${verdict.status} ${rules[verdict.rule]?.id}`
      if (before !== now) differences.push(`${logged.id} ${JSON.stringify(logged.headers)} ${before} -> ${now}`)
    },
  })
  return { report, differences, compared }
}

describe('a replay of a decision log', () => {
  it('comes to the same decisions, one by one', async () => {
    const decisions = runs(1) > 1 ? 200_000 : 5_000
    const { report, differences, compared } = await replayed(await simulate({ decisions }), policy)
    expect(differences.slice(0, 5)).toEqual([])
    expect(compared).toBeGreaterThan(decisions * 0.7)
    expect(report).toMatchObject({ lines: { unreadable: 0, late: 0 }, warnings: [] })
    const { asLogged } = report
    expect(asLogged).toMatchObject({ decisions: report.lines.judged, uncertain: 0, missing: 0 })
    expect(asLogged!.same + asLogged!.different).toBe(asLogged!.decisions)
    expect(asLogged!.policies.map(({ name }) => name)).toEqual(['day', 'day'])
    expect(report.rules.filter(({ count }) => count > 0).length).toBeGreaterThan(10)
  }, 600_000)

  it('compares what would have been refused without `observe`', async () => {
    const { report, differences } = await replayed(await simulate({ decisions: 600, mode: 'observe' }), policy)
    expect([differences, report.outcomes.pass < 500]).toEqual([[], true])
  })

  it('gives each process its share of the limits', async () => {
    const { differences } = await replayed(await simulate({ decisions: 600, processes: 3 }), policy, 3)
    expect(differences).toEqual([])
  })

  it('still groups what is hashed, and names the rules that it cannot evaluate', async () => {
    const hidden = { addresses: 'hash', users: 'hash', headers: { 'x-api-key': 'mask' } } as const
    const { report } = await replayed(await simulate({ decisions: 800, log: hidden }), policy)
    expect(report.notes.join('\n')).toMatch(
      /hidden values, so these rules cannot be evaluated as they were: .*known attacker/,
    )
    expect(report.notes.join('\n')).toMatch(/“direct”/)
    expect(report.notes.join('\n')).not.toMatch(/“visitors”|“sessions”/)
    expect(report.asLogged!.uncertain).toBeGreaterThan(0)
    const text = readFileSync(join(folder, 'decisions.ndjson'), 'utf8')
    for (const secret of ['192.0.2.', '198.51.100.', '2001:db8', '10.1.2.3', '"ana"', 'session=one', '"k1"'])
      expect([secret, text.includes(secret)]).toEqual([secret, false])
  })

  it('says what a sample leaves out', async () => {
    const sampled = { sample: { pass: 0.1 }, random: createRandom(seed) }
    const { report } = await replayed(await simulate({ decisions: 800, log: sampled }), policy)
    expect(report.notes.join('\n')).toMatch(/a sample only \(10 % of the outcome pass\).*“visitors”/)
    expect(report.asLogged!.changes.filter(({ from }) => from.outcome === 'limit')).toEqual([])
  })

  it('reads what hostile clients sent, in lines that fit the schema and control no terminal', async () => {
    const file = join(folder, 'decisions.ndjson')
    const audits = join(folder, 'audit.ndjson')
    const log = openDecisionLog({ file })
    const audit = openAuditLog({ file: audits })
    const gate = gateOfText(`${policy}limit 9 per hour per ip  as "=cmd() \u{1F600} </script>"`, { logger: false })
    log.follow(gate, { labels: { site: '\u001b[2J"\n' } })
    audit.follow(gate, '\u001b[2J"\n')
    const nasty = [
      '\u001b[31m',
      '\n{"type":"gap"}',
      '"}',
      '\u202e',
      '\u2028',
      '=1+1',
      '\ud800',
      'é'.repeat(3_000),
      '\0',
      '__proto__',
      '%00',
      '`',
    ]
    for (const text of nasty) {
      gate.decide({
        method: text,
        target: `/${text}?${text}=${text}&token=${text}`,
        headers: [
          'Host',
          text,
          'User-Agent',
          text,
          'X-API-Key',
          text,
          'Cookie',
          `session=${text}; ${text}`,
          '__proto__',
          text,
        ],
        peer: text,
        user: text,
        facts: { 'user.plan': text, 'user.nets': text, weight: text },
      })
      gate.decide({
        method: 'GET',
        target: `/${encodeURIComponent(text.toWellFormed())}`,
        headers: ['Host', 'a.example', 'User-Agent', text],
        peer: '192.0.2.1',
        user: text,
        facts: { 'user.plan': text },
      })
    }
    await log.close()
    await audit.close()
    for (const [name, schema] of [
      [file, 'decision-log'],
      [audits, 'audit-log'],
    ] as const) {
      const text = readFileSync(name, 'utf8')
      expect(text).toMatch(/^[ -~\n]*$/)
      const validate = shippedSchemas().get(schema)!
      const lines = text.trimEnd().split('\n')
      expect(lines.length).toBeGreaterThan(nasty.length)
      for (const line of lines) expect([validate(JSON.parse(line)), validate.errors]).toEqual([true, null])
    }
    const { report } = await replayed(file, policy)
    expect([report.lines.unreadable, report.lines.judged]).toEqual([0, nasty.length * 2])
    expect(`${renderText(escapeTexts(report), { colors: colors(false), width: 100 })}`).not.toMatch(
      /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
    )
    expect(renderHtml(report)).not.toContain('</script>')
  })

  it('fits the schema in every line of a day', async () => {
    const validate = shippedSchemas().get('decision-log')!
    const file = await simulate({ decisions: 300, log: { sample: { pass: 0.5 }, addresses: 'cut', users: 'mask' } })
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    for (const line of lines) expect([validate(JSON.parse(line)), validate.errors]).toEqual([true, null])
  })
})
