import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRaw } from '@tidegate/engine/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'

let folder: string
let gateway: Gateway
const warnings: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-doors-'))
  writeFileSync(join(folder, 'site.policy'), 'block path in /admin/**\n')
  gateway = await openGateway({
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
    gates: { watch: false },
    logger: {
      debug: () => {},
      info: () => {},
      warn: (_fields, message) => void warnings.push(message),
      error: () => {},
    },
  })
})
afterAll(async () => {
  await gateway.stop()
  rmSync(folder, { recursive: true })
})

const port = (): number => Number(gateway.addresses[0]!.split(':').at(-1))

const ask = async (...lines: readonly string[]): Promise<number> =>
  (await sendRaw(port(), `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)).status

it('decides requests of clients that send no host', async () => {
  const own = ['X-Original-Method: GET', 'X-Real-IP: 192.0.2.1']
  expect(await ask('GET /authz/auth-request HTTP/1.1', 'X-Original-URI: /', ...own)).toBe(200)
  expect(await ask('GET /authz/auth-request HTTP/1.1', 'X-Original-URI: /admin/x', ...own)).toBe(403)
})

it('refuses what it cannot read, so that proxies that admit requests while it is away do not admit it', async () => {
  for (const path of ['/authz/auth-request', '/authz/forward-auth', '/authz/ext-authz/'])
    expect(await ask(`GET ${path} HTTP/1.1`, 'Host: a')).toBe(403)
  expect(warnings).toHaveLength(3)
})

it('answers checks whatever `Expect` the client sent', async () => {
  const own = ['X-Original-Method: POST', 'X-Original-URI: /', 'X-Real-IP: 192.0.2.1']
  for (const expected of ['100-continue', 'the-impossible'])
    expect(await ask('GET /authz/auth-request HTTP/1.1', 'Host: a', ...own, `Expect: ${expected}`)).toBe(200)
})

it('reads all Accept fields of a client', async () => {
  const own = ['X-Forwarded-Method: GET', 'X-Forwarded-Uri: /admin/x', 'X-Forwarded-For: 192.0.2.1']
  const lines = ['GET /authz/forward-auth HTTP/1.1', 'Host: a', ...own, 'Accept: text/x-unknown']
  const text = async (...more: readonly string[]): Promise<string> =>
    (await sendRaw(port(), `${[...lines, ...more].join('\r\n')}\r\nConnection: close\r\n\r\n`)).text
  expect(await text('Accept: application/problem+json')).toContain('application/problem+json')
  expect(await text()).not.toContain('application/problem+json')
})
