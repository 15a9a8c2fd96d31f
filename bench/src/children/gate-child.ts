import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openGateway } from '@tidegate/gateway'
import { makeSite, sitePolicy } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'

/** What answers the checks of a proxy: the gateway, or a server that answers 200 to everything. */
export type AskedGate = 'tidegate' | 'empty'

serveCalls({
  /** Starts a gate on loopback, with its files in `folder`; resolves with its port. */
  listen: (gate: AskedGate, folder: string, prefixes: number): Promise<number> =>
    gate === 'empty' ? listenEmpty() : listenTidegate(folder, prefixes),
  /** The CPU time of this process so far, in microseconds. */
  processorTime(): number {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})

async function listenTidegate(parent: string, prefixes: number): Promise<number> {
  const site = makeSite({ prefixes, tokens: 150 })
  const folder = mkdtempSync(join(parent, 'policy-'))
  const policy = join(folder, 'site.policy')
  writeFileSync(policy, sitePolicy(site).replace('trusting 10.0.0.0/8', 'trusting loopback'))
  writeFileSync(join(folder, 'attackers.txt'), site.prefixes.join('\n'))
  const { addresses } = await openGateway({
    sites: [{ policy }],
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }],
    requestIds: true,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: console.error },
  })
  return Number(addresses[0]!.split(':')[1])
}

/** The limits of the gateway's server, so that only the decision differs. */
const settings = { maxHeaderSize: 128 * 1_024, keepAliveTimeout: 75_000 }

function listenEmpty(): Promise<number> {
  const server = createServer(settings, (_request, response) => {
    response.writeHead(200, { 'content-length': '0' })
    response.end()
  })
  server.maxHeadersCount = 0
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
