import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRaw, sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { forwardedFor, rawGet } from '../harness/raw-requests.ts'
import { describeReceived } from '../harness/describe-received.ts'
import { useServers } from '../harness/use-servers.ts'

/** Requests that pass reach the application with their decision; requests that `skip` selects are not decided. */
export function describeDecisions(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('passes on what the policy admits, and sends the reply of the application', async () => {
    const { port } = await serve('block path in /admin/**', {
      respond: (exchange) => exchange.reply(201, `made ${exchange.target}`),
    })
    expect(await sendRequest({ port, target: '/a?b=c' })).toMatchObject({ status: 201, body: 'made /a?b=c' })
  })

  it('blocks what the policy blocks before the application sees it', async () => {
    const { port, reached } = await serve('block path in /admin/**')
    expect((await sendRequest({ port, target: '/admin/users' })).status).toBe(403)
    expect(reached).toEqual([])
  })

  it('passes HEAD on as HEAD, counts it, and sends the fields of limits without a body', async () => {
    const { port, reached } = await serve('limit 1 per minute per ip as "all" when method == "HEAD"')
    const passed = await sendRequest({ port, method: 'HEAD' })
    expect([passed.status, passed.body]).toEqual([200, ''])
    expect(passed.headers['ratelimit']).toMatch(/^"all";r=0;t=\d+$/)
    expect((await sendRequest({ port, method: 'HEAD' })).status).toBe(429)
    expect((await sendRequest({ port })).status).toBe(200)
    expect(reached).toHaveLength(2)
  })

  it('puts the decision where applications of the framework read it', async () => {
    let seen: unknown
    const { port } = await serve('client ip from x-forwarded-for trusting loopback\nlimit 5 per minute per ip', {
      respond: (exchange) => {
        seen = exchange.decision
        exchange.reply(200)
      },
    })
    await sendRequest({ port, headers: forwardedFor('203.0.113.1') })
    expect(seen).toMatchObject({ outcome: 'pass', ip: '203.0.113.1', limits: [{ count: 5, remaining: 4 }] })
  })

  it.each([
    ['synchronously', (doesSkip: boolean) => doesSkip],
    ['with a promise', async (doesSkip: boolean) => Promise.resolve(doesSkip)],
    ['with a thenable', (doesSkip: boolean) => thenable(doesSkip)],
  ])('does not decide requests that skip selects %s', async (_, answer) => {
    const decisions: unknown[] = []
    const { port } = await serve('block anyone', {
      skip: ({ target }) => answer(target === '/health'),
      respond: (exchange) => {
        decisions.push(exchange.decision)
        exchange.reply(200)
      },
    })
    expect((await sendRequest({ port, target: '/health' })).status).toBe(200)
    expect((await sendRequest({ port, target: '/' })).status).toBe(403)
    expect(decisions).toEqual([undefined])
  })

  describeReceived(adapter, () => {
    it.each(['/assets/../admin/s.txt', '/assets/%2e%2e/admin/s.txt', '/assets//..//admin'])(
      'decides %s although skip names what is below /assets/',
      async (target) => {
        const { port, reached } = await serve('block path in /admin/**', {
          skip: (incoming) => incoming.target.startsWith('/assets/'),
        })
        const { text } = await sendRaw(port, rawGet(target))
        expect(text).toMatch(/^HTTP\/1\.1 (?:400|403) /)
        expect(reached).toEqual([])
      },
    )
  })

  it('admits no request if skip throws', async () => {
    const { port, reached, errors } = await serve('limit 5 per minute per ip', {
      skip: () => {
        throw new Error('the list of health checks is missing')
      },
    })
    expect((await sendRequest({ port })).status).toBe(500)
    expect(reached).toEqual([])
    expect(errors).toHaveLength(1)
  })

  it('refuses no request if the gate only observes', async () => {
    const { port } = await serve('block anyone', { mode: 'observe' })
    expect((await sendRequest({ port })).status).toBe(200)
  })

  it('logs what it decides, with the user, the facts and the replies that limits wait for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tidegate-contract-log-'))
    const decisionLog = join(folder, 'decisions.ndjson')
    const auditLog = join(folder, 'audit.ndjson')
    const { port, guard } = await serve(
      'fact user.plan : text with user\nblock user.plan == "none"\nlimit 9 per hour per ip counting only replies 401',
      {
        decisionLog,
        auditLog,
        user: () => 'ana',
        facts: (incoming) => ({ 'user.plan': incoming.header('x-plan') }),
        respond: (exchange) => exchange.reply(401),
      },
    )
    expect((await sendRequest({ port, target: '/a?b=c', headers: ['X-Plan', 'free'] })).status).toBe(401)
    expect((await sendRequest({ port, headers: ['X-Plan', 'none'] })).status).toBe(403)
    await guard.close()
    const lines = linesOf(await readFile(decisionLog, 'utf8'))
    expect(lines.filter(({ type }) => type === undefined)).toMatchObject([
      {
        input: { client_ip: '127.0.0.1', target: '/a?b=c', user: 'ana', facts: { 'user.plan': 'free' } },
        result: { outcome: 'pass', status: 200 },
      },
      { input: { facts: { 'user.plan': 'none' } }, result: { outcome: 'block', status: 403 } },
    ])
    expect(lines.filter(({ type }) => type === 'settled')).toMatchObject([
      { decision_id: lines.find(({ type }) => type === undefined)!.decision_id, status: 401 },
    ])
    const audited = linesOf(await readFile(auditLog, 'utf8'))
    expect(audited).toMatchObject([
      { event: 'start' },
      { event: 'refusal', user: 'ana', status: 403 },
      { event: 'stop' },
    ])
    await rm(folder, { recursive: true })
  })
}

interface LoggedLine {
  readonly type?: string
  readonly decision_id?: string
}

function linesOf(text: string): readonly LoggedLine[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LoggedLine)
}

/** An object with only a `then`, as database libraries return for a query. */
function thenable<T>(value: T): Promise<T> {
  const query: Pick<Promise<T>, 'then'> = {
    // oxlint-disable-next-line unicorn/no-thenable -- this is what is tested
    then: (onFulfilled, onRejected) => Promise.resolve(value).then(onFulfilled, onRejected),
  }
  return query as Promise<T>
}
