import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRaw } from '@tidegate/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import { recordedEnvoy } from './testing/recorded/recorded-envoy.ts'
import {
  type GateAnswer,
  headText,
  type RecordedCase,
  type RecordedCheck,
  type Treatment,
} from './testing/recorded/recorded-proxy.ts'
import { recordedTraefik } from './testing/recorded/recorded-traefik.ts'

const policy = `policy "site"
client ip from x-forwarded-for trusting 203.0.113.0/24
block path in /admin/**
block path in /gone/** reply 410 "It is gone."
block path in /away/** reply 503 "Later."
block ip in 198.51.100.0/24
block agent contains "badbot" reply 403 "No bots, please."
block host == "panel.example"
where path in /three/** { limit 3 per minute per ip as "three" }
`

function answerOf(text: string): GateAnswer {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [first = '', ...lines] = head.split('\r\n')
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ')[1]), fields: Object.fromEntries(fields), body }
}

/** The method and the target that a client sent to the proxy. */
const sentBy = ({ client }: RecordedCheck): readonly string[] => client[0]!.split(' ').slice(0, 2)

describe.each([recordedTraefik, recordedEnvoy])('behind $name, as its source says', ({ name, treat, checks }) => {
  let folder: string
  let gateway: Gateway

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), `tidegate-recorded-${name}-`))
    writeFileSync(join(folder, 'site.policy'), policy)
    gateway = await openGateway({
      sites: [{ policy: join(folder, 'site.policy'), hosts: ['shop.example', 'panel.example'] }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
      behind: [name],
      requestIds: name === 'envoy',
      gates: { watch: false, compile: 'here' },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
  })
  afterAll(async () => {
    await gateway.stop()
    rmSync(folder, { recursive: true })
  })

  const port = (): number => Number(gateway.addresses[0]!.split(':').at(-1))
  const answer = async (lines: readonly string[]): Promise<GateAnswer> =>
    answerOf((await sendRaw(port(), headText(lines), 20)).text)
  const treated = async (given: RecordedCase, whenAway: 'refuse' | 'admit' = 'refuse'): Promise<Treatment> =>
    treat(await answer(checks[given].check), whenAway)

  it('sends checks of the requests that its clients send', () => {
    for (const each of Object.values(checks)) {
      const [method, target] = sentBy(each)
      const text = each.check.join('\n')
      const described =
        name === 'envoy'
          ? `${method} /authz/ext-authz${target} HTTP/1.1`
          : `X-Forwarded-Method: ${method}\nX-Forwarded-Port: 80\nX-Forwarded-Proto: http\nX-Forwarded-Server: proxy\nX-Forwarded-Uri: ${target}`
      expect(text).toContain(described)
    }
  })

  it.each<RecordedCase>(['a POST with a body', 'a WebSocket', 'forged fields', 'a client without User-Agent'])(
    'admits %s',
    async (given) => {
      expect(await treated(given)).toEqual({ kind: 'admitted', replyFields: {} })
    },
  )

  it.each<[RecordedCase, number, string]>([
    ['a path that is blocked', 403, 'Forbidden'],
    ['a HEAD for a path that is gone', 410, name === 'envoy' ? '' : 'It is gone.'],
    ['a POST that is refused', 410, 'It is gone.'],
    ['a WebSocket that is refused', 410, 'It is gone.'],
    ['forged fields for a path that is gone', 410, 'It is gone.'],
    ['another spelling of a blocked path', 403, 'Forbidden'],
    ['an encoded slash', 400, 'The request target is ambiguous: an encoded slash that matters if it is decoded'],
    ['two slashes', 403, 'Forbidden'],
    ['an unknown host', 421, 'This host is not served here.'],
    ['a bad bot', 403, 'No bots, please.'],
  ])('refuses %s with the status and the text of the policy', async (given, status, text) => {
    const treatment = await treated(given)
    expect(treatment).toMatchObject({ kind: 'answered', status })
    if (treatment.kind === 'answered') {
      expect(treatment.body.split('\n')[0]).toBe(text)
      expect(treatment.fields['cache-control']).toBe('no-store')
    }
  })

  it('refuses as problem details, if the client prefers JSON', async () => {
    const treatment = await treated('a client that prefers JSON')
    expect(treatment).toMatchObject({ status: 410, fields: { 'content-type': 'application/problem+json' } })
    expect(JSON.parse((treatment as GateAnswer).body)).toMatchObject({ status: 410, detail: 'It is gone.' })
  })

  it('refuses with 429 and Retry-After; RateLimit comes with replies that pass only if the proxy copies it', async () => {
    const { check } = checks['a limited path']
    const treatments: Treatment[] = []
    for (let i = 0; i < 4; i++) {
      const lines = check.map((line) => line.replace(/^x-request-id: .*/, `x-request-id: limited-${i}`))
      treatments.push(treat(await answer(lines), 'refuse'))
    }
    const copied = { ratelimit: expect.any(String), 'ratelimit-policy': '"three";q=3;w=60' }
    expect(treatments[0]).toEqual({ kind: 'admitted', replyFields: name === 'envoy' ? copied : {} })
    expect(treatments.map(({ kind }) => kind)).toEqual(['admitted', 'admitted', 'admitted', 'answered'])
    expect(treatments[3]).toMatchObject({
      status: 429,
      fields: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/), ratelimit: expect.stringContaining('r=0') },
    })
  })

  it('counts a request that is checked again as its ids say', async () => {
    const { check } = checks['a limited path']
    const from = check.map((line) => line.replaceAll('192.0.2.1', '192.0.2.9'))
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await answer(from)).status)
    // Traefik sends no id, and asks once; a retry of Envoy has the id of the first try.
    expect(statuses).toEqual(name === 'envoy' ? [200, 200, 200, 200] : [200, 200, 200, 429])
  })

  it('takes the address of the peer of the proxy, and what is before it only from trusted proxies', async () => {
    const { check } = checks['forged fields']
    const from = (address: string): readonly string[] =>
      check.map((line) => line.replace(/(x-forwarded-for: ).*/i, `$1198.51.100.1, ${address}`))
    expect((await answer(from('192.0.2.1'))).status).toBe(200)
    expect((await answer(from('203.0.113.1'))).status).toBe(403)
  })

  it('refuses, or admits if its recipe says so, while the gateway is away', () => {
    expect(treat(undefined, 'refuse')).toMatchObject({ kind: 'answered', status: name === 'envoy' ? 503 : 500 })
    expect(treat(undefined, 'admit').kind).toBe(name === 'envoy' ? 'admitted' : 'answered')
  })

  it('never takes a refusal for a failure of the gateway', async () => {
    const lines = checks['a path that is blocked'].check.map((line) => line.replace('/admin/users', '/away/x'))
    expect(treat(await answer(lines), 'admit')).toMatchObject({
      kind: 'answered',
      status: name === 'envoy' ? 403 : 503,
      body: expect.stringContaining('Later.'),
    })
    const unreadable = await answer([
      name === 'envoy' ? 'GET /authz/ext-authz HTTP/1.1' : 'GET /authz/forward-auth HTTP/1.1',
      'Host: a',
    ])
    expect(treat(unreadable, 'admit')).toMatchObject({ kind: 'answered', status: 403 })
  })

  it('decides by the new policy after a reload', async () => {
    const lines = checks['a POST with a body'].check.map((line) =>
      line.replace('/a%2Fb/c', '/new/x').replace(/^x-request-id: .*/, 'x-request-id: reloaded'),
    )
    writeFileSync(join(folder, 'site.policy'), `${policy}block path in /new/**\n`)
    await gateway.reload()
    expect(treat(await answer(lines), 'refuse')).toMatchObject({ kind: 'answered', status: 403 })
    writeFileSync(join(folder, 'site.policy'), policy)
    await gateway.reload()
  })
})
