import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request, type OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlsIn } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from '../gateway.ts'
import type { Gateway } from '../running-gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'

let folder: string
let gateway: Gateway

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-api-'))
  await writeFile(
    join(folder, 'shop.policy'),
    'block path in /admin/** as "no admins"\nlimit 3 per minute per ip as "visitors"\n',
  )
})

afterEach(async () => {
  await gateway.stop()
  await rm(folder, { recursive: true })
})

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const secret = 'a-secret-of-23-letters!'

async function open(options: Partial<GatewayOptions> = {}): Promise<void> {
  gateway = await openGateway({
    sites: [{ policy: join(folder, 'shop.policy') }],
    listen: [],
    admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
    logger: silent,
    ...options,
  })
}

interface Entry {
  readonly event: string
  readonly site?: string
  readonly via?: string
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly json: { readonly kind?: string; readonly value?: unknown; readonly problem?: { readonly message: string } }
}

function ask(
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {},
): Promise<Reply> {
  const [host, port] = gateway.adminAddress!.split(':')
  const { method = options.body === undefined ? 'GET' : 'POST', headers, body } = options
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    request({ host, port, path, method, headers: { ...type, ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        const isJson = response.headers['content-type'] === 'application/json' && method !== 'HEAD'
        const json = isJson ? (JSON.parse(text) as Reply['json']) : {}
        resolve({ status: response.statusCode!, headers: response.headers, text, json })
      })
    })
      .on('error', reject)
      .end(body)
  })
}

const decide = (target: string, headers: readonly string[] = []): { id: string; outcome: string } =>
  gateway.sites.all[0]!.gate.decide({ method: 'GET', target, headers, peer: '198.51.100.7' })

describe('the routes for operators', () => {
  it('name what does not exist, and do not answer that nothing was found', async () => {
    await open()
    for (const path of ['rules', 'lists', 'refusals', 'counters']) {
      const { status, json } = await ask(`/v1/${path}?site=nowhere`)
      expect([path, status, json.problem?.message]).toEqual([path, 404, 'there is no site `nowhere`'])
      expect((await ask(`/v1/${path}?site=shop`)).status).toBe(200)
    }
    for (const path of ['refusals', 'counters'])
      expect((await ask(`/v1/${path}?ip=1.2.3`)).json.problem?.message).toBe('`1.2.3` is not an address')
    expect((await ask('/v1/refusals?ip=192.0.2.0/24')).status).toBe(200)
  })

  it.each([1, 2])('leave changes in the audit log that name one of %d sites as refusals do', async (count) => {
    const file = join(folder, 'audit.ndjson')
    await writeFile(join(folder, 'blog.policy'), 'limit 5 per minute per user when user is present as "users"\n')
    const sites = [{ policy: join(folder, 'shop.policy') }, { policy: join(folder, 'blog.policy'), hosts: ['blog'] }]
    await open({ auditLog: { file }, sites: sites.slice(0, count) })
    decide('/admin')
    for (const agent of ['curl/8', 'tidegate/1.2.3']) {
      const body = JSON.stringify({ ip: '198.51.100.7' })
      expect((await ask('/v1/counters/reset', { body, headers: { 'user-agent': agent } })).status).toBe(200)
    }
    await gateway.stop()
    const entries = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry)
    const [refusal, ...changes] = entries.filter(({ event }) => event === 'refusal' || event === 'change')
    expect(refusal!.site).toBe(count === 1 ? undefined : join(folder, 'shop.policy'))
    expect(changes.map(({ site, via }) => [site, via])).toEqual([
      [refusal!.site, 'api'],
      [refusal!.site, 'command'],
    ])
  })

  it('need a token for the metrics too, if there are tokens, and are not for pages of other sites', async () => {
    await open()
    expect((await ask('/metrics')).text).toContain('tidegate_decisions_total')
    expect((await ask('/metrics', { headers: { origin: 'http://evil.example' } })).status).toBe(403)
    await gateway.stop()
    await open({ adminTokens: () => Promise.resolve([{ name: 'prometheus', token: secret, readOnly: true }]) })
    const refused = await ask('/metrics')
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer realm="tidegate"'])
    expect(refused.text).toContain('credentials_file')
    expect(refused.text).not.toContain('tidegate_')
    expect((await ask('/metrics', { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200)
    expect((await ask('/healthz')).status).toBe(200)
  })

  it('answer what is asked, with fields that no browser misreads', async () => {
    await open()
    const { id } = decide('/admin')
    for (const path of [
      'status',
      'rules',
      'refusals',
      `why?id=${id}`,
      'counters',
      'blocks',
      'tightenings',
      'lists',
      'reloads',
      'changes',
    ]) {
      const { status, json, headers } = await ask(`/v1/${path}`)
      expect([path, status, json.kind]).toEqual([path, 200, 'done'])
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
    expect((await ask('/v1/status', { method: 'HEAD' })).status).toBe(200)
    expect((await ask('/v1/refusals?rule=no%20admins&max=1')).json.value).toMatchObject([{ id }])
  })

  it('change what is asked, by whom is known', async () => {
    await open()
    for (let i = 0; i < 4; i++) decide('/')
    expect((await ask('/v1/counters/reset', { body: '{"ip":"198.51.100.7"}' })).status).toBe(200)
    expect(decide('/').outcome).toBe('pass')
    await ask('/v1/counters/block', { body: '{"ip":"198.51.100.7","forMs":60000}' })
    expect(decide('/').outcome).toBe('limit')
    await ask('/v1/counters/unblock', { body: '{"ip":"198.51.100.7"}' })
    const added = await ask('/v1/tightenings/add', { body: '{"statement":"block anyone","forMs":60000}' })
    expect(decide('/').outcome).toBe('block')
    await ask('/v1/tightenings/undo', { body: JSON.stringify({ id: (added.json.value as { id: string }).id }) })
    expect(decide('/').outcome).toBe('pass')
    await ask('/v1/counters/export', { body: '{}' })
    await ask('/v1/reload', { body: '{}' })
    const changes = (await ask('/v1/changes')).json.value as readonly { action: string; by: string; peer: string }[]
    expect(changes.map(({ action }) => action).toReversed()).toEqual([
      'reset',
      'block',
      'unblock',
      'tighten',
      'undo-tightening',
      'export',
      'reload',
    ])
    expect(changes[0]).toMatchObject({ by: 'local', peer: '127.0.0.1', via: 'api' })
  })

  it.each([
    ['/v1/nothing', undefined, 404],
    ['/v1/counters/reset', undefined, 405],
    ['/v1/status', '{}', 405],
    ['/v1/counters/reset', 'no JSON', 400],
    ['/v1/counters/reset', '[]', 400],
    ['/v1/counters/reset', '{"ips":"198.51.100.7"}', 422],
    ['/v1/counters/reset', '{"ip":7}', 422],
    ['/v1/counters/reset', '{"ip":"198.51.100.7","limit":"other"}', 404],
    ['/v1/counters/reset', '{"ip":"198.51.100.7","site":"other"}', 404],
    ['/v1/counters/show', '{"key":{"__proto__":1,"a":"b"}}', 422],
    ['/v1/counters/block', '{"ip":"198.51.100.7"}', 422],
    ['/v1/counters/block', '{"ip":"198.51.100.7","forMs":-1}', 422],
    ['/v1/tightenings/add', '{"statement":"exempt anyone from limits","forMs":1000}', 422],
    ['/v1/tightenings/undo', '{"id":"t000000"}', 404],
    ['/v1/refusals?ips=1', undefined, 422],
    ['/v1/refusals?max=-1', undefined, 422],
    ['/v1/why', undefined, 422],
  ])('answer %s with %s by %i, and change nothing', async (path, body, status) => {
    await open()
    const reply = await ask(path, body === undefined ? {} : { body })
    expect([reply.status, reply.json.kind]).toEqual([status, 'problem'])
    expect((await ask('/v1/changes')).json.value).toEqual([])
  })

  it('refuse bodies that are too large or of another type', async () => {
    await open()
    const body = JSON.stringify({ ip: 'x'.repeat(100_000) })
    expect((await ask('/v1/counters/reset', { body })).status).toBe(413)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect((await ask('/v1/counters/reset', { body: '{}', headers: { 'content-type': type } })).status).toBe(415)
  })

  it('refuse pages of other sites, and names that a page made up', async () => {
    await open()
    const { adminAddress } = gateway
    const asked = async (headers: OutgoingHttpHeaders): Promise<number> => (await ask('/v1/status', { headers })).status
    expect(await asked({ origin: 'https://evil.example' })).toBe(403)
    expect(await asked({ origin: 'null' })).toBe(403)
    expect(await asked({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await asked({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await asked({ host: 'evil.example' })).toBe(421)
    expect(await asked({ host: 'localhost.evil.example' })).toBe(421)
    expect(await asked({ host: `evil.example:${adminAddress!.split(':')[1]}` })).toBe(421)
    expect(await asked({ 'x-forwarded-for': '203.0.113.9' })).toBe(403)
    expect(await asked({ origin: `http://${adminAddress}`, 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await asked({ host: 'localhost:7412' })).toBe(200)
    expect((await ask('/healthz', { headers: { host: 'gateway.internal' } })).status).toBe(200)
  })

  it('need a token if there are tokens, which is read again on a reload', async () => {
    let tokens = [
      { name: 'ann', token: secret, readOnly: false },
      { name: 'support', token: `read-${secret}`, readOnly: true },
    ]
    await open({ adminTokens: async () => tokens })
    const as = (token: string): OutgoingHttpHeaders => ({ authorization: `Bearer ${token}`, host: 'admin.example' })
    const missing = await ask('/v1/status')
    expect([missing.status, missing.headers['www-authenticate']]).toEqual([401, 'Bearer realm="tidegate"'])
    for (const wrong of [`${secret}x`, secret.slice(1), ' ', 'Bearer', secret.toUpperCase()])
      expect((await ask('/v1/status', { headers: as(wrong) })).status).toBe(401)
    expect((await ask('/v1/status', { headers: as(secret) })).status).toBe(200)
    expect((await ask('/v1/status', { headers: as(`read-${secret}`) })).status).toBe(200)
    expect((await ask('/v1/counters/show', { headers: as(`read-${secret}`), body: '{"ip":"192.0.2.1"}' })).status).toBe(
      200,
    )
    expect((await ask('/v1/reload', { headers: as(`read-${secret}`), body: '{}' })).status).toBe(403)
    expect((await ask('/v1/reload', { headers: as(secret), body: '{}' })).status).toBe(200)
    expect((await ask('/v1/changes', { headers: as(secret) })).json.value).toMatchObject([{ by: 'ann' }])
    expect((await ask('/healthz')).status).toBe(200)
    tokens = [{ name: 'ben', token: `new-${secret}`, readOnly: false }]
    await gateway.reload()
    expect((await ask('/v1/status', { headers: as(secret) })).status).toBe(401)
    expect((await ask('/v1/status', { headers: as(`new-${secret}`) })).status).toBe(200)
  })

  it('send texts of clients so that they neither control a terminal nor end a document', async () => {
    await open()
    const agent = '</script>\u001b[31m\u009b2J\u202Eevil\u2028"'
    const { id } = decide('/admin', ['User-Agent', agent])
    const { text, json } = await ask(`/v1/why?id=${id}`)
    expect(text).not.toContain('<')
    expect(controlsIn(text.trimEnd())).toEqual([])
    expect(json.value).toMatchObject({ refusal: { agent } })
  })
})
