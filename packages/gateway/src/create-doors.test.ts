import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRaw } from '@tidegate/engine/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Gateway, openGateway } from './gateway.ts'

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

const ask = async (...lines: readonly string[]): Promise<number> => {
  const port = Number(gateway.addresses[0]!.split(':').at(-1))
  return (await sendRaw(port, `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)).status
}

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
