import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { definePlugin, type Plugin } from '@tidegate/engine'
import { openPolicy } from '@tidegate/node'
import { openGeoip } from '@tidegate/geoip-plugin'
import { writeMmdb } from '@tidegate/geoip-plugin/testing'
import { describe, expect, it } from 'vitest'

/** The outcomes of requests in order: `pass`, or the status. */
async function play(
  policy: string,
  plugin: Plugin,
  requests: readonly { readonly peer: string; readonly agent?: string }[],
): Promise<readonly string[]> {
  const gate = await openPolicy(fileURLToPath(new URL(`../with-plugins/${policy}`, import.meta.url)), {
    plugins: [plugin],
  })
  const got: string[] = []
  for (const { peer, agent = '' } of requests) {
    const headers = ['User-Agent', agent]
    const decision = await gate.decideAsync({ method: 'GET', target: '/', headers, peer })
    got.push(decision.outcome === 'pass' ? 'pass' : `${decision.status}`)
  }
  await gate.close()
  return got
}

describe('the cookbook with plugins', () => {
  it('blocks countries except for partners, and limits each hosting company', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-cookbook-'))
    const country = join(folder, 'country.mmdb')
    const asn = join(folder, 'asn.mmdb')
    const vatican = { country: { iso_code: 'VA' } }
    writeFileSync(
      country,
      writeMmdb({ type: 'Example-Country', networks: { '198.51.100.0/24': vatican, '192.0.2.0/24': vatican } }),
    )
    const hosting = { autonomous_system_number: 64_496, autonomous_system_organization: 'Example Hosting' }
    writeFileSync(asn, writeMmdb({ type: 'Example-ASN', networks: { '203.0.113.0/24': hosting } }))
    const geoip = await openGeoip({ country, asn, pollMs: 0 })
    const from = ['198.51.100.1', '192.0.2.1', '203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4', '10.0.0.1']
    const got = await play(
      'countries.policy',
      geoip.plugin,
      from.map((peer) => ({ peer })),
    )
    geoip.close()
    rmSync(folder, { recursive: true })
    expect(got).toEqual(['451', 'pass', 'pass', 'pass', 'pass', '429', 'pass'])
  })

  it('admits verified crawlers and refuses impostors', async () => {
    // A substitute for the DNS: one address is a crawler's, and for one the look-up fails.
    const dns = definePlugin({
      apiVersion: 1,
      name: 'reverse-dns',
      facts: {
        'dns.verified': {
          type: 'flag',
          whileUnknown: 'wait',
          resolve: async ({ ip }) => {
            if (ip === '203.0.113.9') throw new Error('the DNS is unreachable')
            return ip === '192.0.2.5'
          },
        },
      },
    })
    const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
    const verified = Array.from({ length: 5 }, () => ({ peer: '192.0.2.5', agent: crawler }))
    const unknown = Array.from({ length: 3 }, () => ({ peer: '203.0.113.9', agent: crawler }))
    const impostor = { peer: '198.51.100.1', agent: crawler }
    const got = await play('crawlers.policy', dns, [...verified, impostor, ...unknown, { peer: '198.51.100.1' }])
    expect(got).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', '403', 'pass', 'pass', '429', 'pass'])
  })

  it('limits clients only while the server is busy', async () => {
    // A substitute for the measurements: requests arrive while the event loop is idle, busy and overloaded.
    const utilizations = [0.1, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9, 0.1]
    const load = definePlugin({
      apiVersion: 1,
      name: 'server-load',
      facts: { 'server.event_loop': { type: 'number', read: () => utilizations.shift() } },
    })
    const got = await play(
      'under-load.policy',
      load,
      utilizations.map(() => ({ peer: '192.0.2.1' })),
    )
    expect(got).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass', '429', 'pass'])
  })

  it('admits AI crawlers that sign, and does not limit a known agent', async () => {
    // A substitute for the verification: the client's address says what the signature would.
    const signers = new Map([
      ['192.0.2.1', { state: 'valid', agent: 'bot.example' }],
      ['192.0.2.2', { state: 'valid', agent: 'other.example' }],
      ['192.0.2.3', { state: 'expired', agent: undefined }],
    ])
    const signatures = definePlugin({
      apiVersion: 1,
      name: 'signed-agents',
      facts: {
        'signature.agent': { type: 'text', read: ({ ip }) => signers.get(ip)?.agent },
        'signature.state': { type: 'text', read: ({ ip }) => signers.get(ip)?.state ?? 'none' },
      },
    })
    const from = (peer: string, agent = 'GPTBot/1.2'): { peer: string; agent: string } => ({ peer, agent })
    const known = Array.from({ length: 4 }, () => from('192.0.2.1'))
    const other = Array.from({ length: 3 }, () => from('192.0.2.2'))
    const rest = [from('192.0.2.3'), from('192.0.2.4'), from('192.0.2.4', 'Firefox/140')]
    const got = await play('signed-agents.policy', signatures, [...known, ...other, ...rest])
    expect(got).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass', '429', '403', '403', 'pass'])
  })
})
