import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRequest } from '@tidegate/engine/testing'
import { findProgram, freePorts, type RunningServer, sizeUpTo } from '@tidegate/test-support'
import { afterEach, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import type { WhyAnswer } from './operator/refusal-answers.ts'
import { createPlainSite } from './testing/plain-site.ts'
import { proxiesUnderTest } from './testing/proxies-under-test.ts'

const policy = `policy "site"
block path in /admin/** as "no admins"
limit 5 per hour per ip as "visitors"
limit 1000 per minute in total as "all"
`
const nginx = findProgram('nginx')
const requests = sizeUpTo(1_000)
const atOnce = 25

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

interface Started {
  readonly gateway: Gateway
  /** Where clients connect. */
  readonly port: number
}

async function start(isBehindNginx: boolean): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-burst-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'site.policy'), policy)
  const site = createPlainSite()
  closing.push(() => site.server.close().closeAllConnections())
  await once(site.server.listen(0, '127.0.0.1'), 'listening')
  const sitePort = (site.server.address() as AddressInfo).port
  const [port, gatePort] = (await freePorts(2)) as [number, number]
  const gateway = await openGateway({
    sites: [{ policy: join(folder, 'site.policy') }],
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: isBehindNginx ? gatePort : port }],
    admin: { kind: 'tcp', host: '127.0.0.1', port: 0 },
    ...(isBehindNginx
      ? { behind: ['nginx'], requestIds: true }
      : { to: { kind: 'url', url: `http://127.0.0.1:${sitePort}` } }),
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
  closing.push(() => gateway.stop())
  if (!isBehindNginx) return { gateway, port }
  const settings = { gateway: { kind: 'tcp', host: '127.0.0.1', port: gatePort }, whenAway: 'refuse' } as const
  const proxy: RunningServer = await proxiesUnderTest
    .find(({ name }) => name === 'nginx')!
    .start(nginx!, { folder, port, sitePort, settings })
  closing.push(() => proxy.stop())
  return { gateway, port }
}

async function why({ adminAddress }: Gateway, reference: string): Promise<WhyAnswer> {
  const response = await fetch(`http://${adminAddress}/v1/why?id=${encodeURIComponent(reference)}`)
  return ((await response.json()) as { readonly value: WhyAnswer }).value
}

describe.each([
  ['a gateway in front of the site', false],
  ['a gateway behind nginx', true],
] as const)('a burst of refusals through %s', (_title, isBehindNginx) => {
  it.skipIf(isBehindNginx && nginx === undefined)(
    'can be explained one by one, each with the state of the limits at that moment',
    { timeout: 120_000 },
    async () => {
      const { gateway, port } = await start(isBehindNginx)
      const from = (n: number): string => `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`
      for (let n = 0; n < 50; n++)
        for (let i = 0; i < 5; i++) await sendRequest({ port, target: '/', localAddress: from(n) })
      const refused: {
        readonly n: number
        readonly status: number
        readonly reference: string
        readonly retry: string
      }[] = []
      let next = 0
      const send = async (): Promise<void> => {
        for (let n = next++; n < requests; n = next++) {
          const target = n % 2 === 0 ? `/admin/${n}` : `/page/${n}`
          const { status, body, headers } = await sendRequest({ port, target, localAddress: from(n % 50) })
          const reference = /Reference: .*/.exec(body)?.[0] ?? ''
          refused.push({ n, status, reference, retry: String(headers['retry-after'] ?? '') })
        }
      }
      await Promise.all(Array.from({ length: atOnce }, send))
      expect(refused.filter(({ reference }) => reference !== '')).toHaveLength(requests)
      for (const { n, status, reference, retry } of refused) {
        const answer = await why(gateway, reference)
        if (answer.kind !== 'found') throw new Error(`${reference}: ${answer.kind}`)
        const { refusal } = answer
        expect([refusal.status, refusal.ip, refusal.path]).toEqual([
          status,
          from(n % 50),
          n % 2 === 0 ? `/admin/${n}` : `/page/${n}`,
        ])
        if (n % 2 === 0)
          expect(refusal).toMatchObject({ status: 403, rule: { name: 'no admins', line: 2 }, limits: [] })
        else {
          const [visitors, all] = refusal.limits
          expect([visitors?.rule.name, visitors?.admitted, visitors?.remaining]).toEqual(['visitors', false, 0])
          expect(Math.ceil(visitors!.retryAfterMs / 1_000)).toBe(Number(retry))
          expect([all?.rule.name, all?.admitted, all?.remaining]).toEqual(['all', true, 750]) // The 250 requests before the burst were admitted.
        }
      }
    },
  )
})
