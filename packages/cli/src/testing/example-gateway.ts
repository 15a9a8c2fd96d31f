import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Gateway, openGateway } from '@tidegate/gateway'

/** The time at which commands of transcripts run. */
const nowMs = Date.UTC(2026, 10, 18, 10)

/**
 * Starts a gateway for the `site.policy` of a folder, which its new `tidegate.yaml` names, with the same ids and times in every run. It has refused a scraper,
 * and a client that sent too many requests.
 */
export async function startExampleGateway(folder: string): Promise<Gateway> {
  const admin = join(folder, 'admin.sock')
  writeFileSync(join(folder, 'tidegate.yaml'), `policy: site.policy\nserve: { admin: "unix:${admin}" }\n`)
  let atMs = nowMs - 60_000
  const silent = (): void => {}
  const gateway = await openGateway({
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [],
    admin: { kind: 'unix', path: admin },
    gates: { clock: { wallMs: () => atMs, monotonicMs: () => atMs }, random: () => 0.7, watch: false },
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  })
  const { gate } = gateway.sites.all[0]!
  const decide = (target: string, agent: string): unknown =>
    gate.decide({
      method: 'GET',
      target,
      headers: ['Host', 'shop.example', 'User-Agent', agent, 'X-Forwarded-For', '198.51.100.7'],
      peer: '127.0.0.1',
    })
  decide('/prices', 'Scrapy/2.11')
  for (let i = 0; i < 201; i++) {
    atMs += 100
    decide('/search', 'Mozilla/5.0')
  }
  atMs = nowMs
  return gateway
}
