import { generateKeyPairSync, createHash, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRequest } from '@tidegate/engine/testing'
import { openSignedAgents } from '@tidegate/signed-agents-plugin'
import { findProgram, freePorts } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import { createPlainSite } from './testing/plain-site.ts'
import { proxiesUnderTest } from './testing/proxies-under-test.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const { kty, crv, x } = publicKey.export({ format: 'jwk' })
const keyId = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')

/** The fields of a request to a path that the agent signs for an authority. */
function signedFields(authority: string, target: string): readonly string[] {
  const now = Math.floor(Date.now() / 1_000)
  const input = `("@authority" "@request-target" "signature-agent";key="a");created=${now};expires=${now + 60};keyid="${keyId}";tag="web-bot-auth"`
  const base = `"@authority": ${authority}\n"@request-target": ${target}\n"signature-agent";key="a": "https://bot.example"\n"@signature-params": ${input}`
  const signature = sign(null, Buffer.from(base), privateKey).toString('base64')
  return [
    'Signature-Agent',
    'a="https://bot.example"',
    'Signature-Input',
    `a=${input}`,
    'Signature',
    `a=:${signature}:`,
  ]
}

describe.each(proxiesUnderTest)('signed agents behind $name', ({ name, start }) => {
  const program = findProgram(name)

  it.skipIf(program === undefined)('are verified by what the proxy passes on', { timeout: 30_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), `tidegate-signed-${name}-`))
    const policy = join(folder, 'site.policy')
    writeFileSync(policy, 'use signed-agents\nblock anyone unless signature.state == "valid"\n')
    writeFileSync(join(folder, 'agents.json'), JSON.stringify({ 'bot.example': { keys: [{ kty, crv, x }] } }))
    const [port, gatePort] = (await freePorts(2)) as [number, number]
    const authority = `localhost:${port}`
    const agents = await openSignedAgents({
      authorities: [authority],
      scheme: 'http',
      keys: join(folder, 'agents.json'),
    })
    const site = createPlainSite()
    site.server.listen(0, '127.0.0.1')
    await once(site.server, 'listening')
    const gateway = await openGateway({
      sites: [{ policy }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: gatePort }],
      behind: [name],
      gates: { plugins: [agents.plugin] },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
    const proxy = await start(program!, {
      folder,
      port,
      sitePort: (site.server.address() as AddressInfo).port,
      settings: { gateway: { kind: 'tcp', host: '127.0.0.1', port: gatePort }, whenAway: 'refuse' },
    })
    try {
      const target = '/a%7eb//c?x=%20&y=1'
      const status = async (to: string, fields: readonly string[], host = authority): Promise<number> =>
        (await sendRequest({ port, target: to, headers: ['Host', host, ...fields] })).status
      const fields = signedFields(authority, target)
      expect(await status(target, fields)).toBe(200)
      expect(await status('/other', fields)).toBe(403)
      expect(await status(target, [])).toBe(403)
      expect(await status(target, signedFields('evil.example', target), 'evil.example')).toBe(403)
    } finally {
      await proxy.stop()
      await gateway.stop()
      agents.close()
      site.server.close()
      site.server.closeAllConnections()
      rmSync(folder, { recursive: true })
    }
  })
})
