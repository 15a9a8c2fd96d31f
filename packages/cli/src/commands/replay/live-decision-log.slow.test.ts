import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRequest } from '@tidegate/engine/testing'
import { openGateway, recipeFor } from '@tidegate/gateway'
import { tidegate } from '@tidegate/node-adapter'
import type { ReplayReport } from '@tidegate/replay'
import { createRandom, findProgram, freePorts, runNginx, seed, sizeUpTo } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-live-'))
  writeFileSync(join(folder, 'site.policy'), policy)
})
afterEach(() => rmSync(folder, { recursive: true }))

const policy = `policy "live"
client ip from x-forwarded-for trusting loopback
fact user.plan : text with user
block path in /admin/**  as "no admin"
block agent contains "badbot"
shadow block host == "old.example"
where path not in /login {
  limit 40 per minute per ip  including refused  as "visitors"
  limit 25 per minute per user  when user is present and user.plan == "free"  as "free plan"
  limit 15 per minute per header("x-api-key")  when header("x-api-key") is present  as "keys"
}
limit 3 per minute per ip counting only replies 401  when path in /login  as "logins"
`

const count = sizeUpTo(2_000, 1 / 10)

/** Sends requests of a few clients, several at a time, and returns how many were refused. */
async function visit(port: number): Promise<number> {
  const random = createRandom(seed)
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
  let refused = 0
  for (let sent = 0; sent < count; sent += 5) {
    const replies = await Promise.all(
      Array.from({ length: 5 }, () =>
        sendRequest({
          port,
          target: pick(['/', '/login', '/shop?token=x', '/admin/a', '/a%2fb', '/caf%C3%A9?q=%E4']),
          headers: [
            'X-Forwarded-For',
            pick(['192.0.2.1', '192.0.2.2', '2001:db8::7']),
            'Host',
            pick(['a.example', 'old.example']),
            'User-Agent',
            pick(['Mozilla/5.0', 'badbot/1', 'caf\u00e9']),
            ...(random() < 0.3 ? ['X-API-Key', pick(['one', 'two'])] : []),
            ...(random() < 0.3 ? ['X-User', pick(['ana', 'bob'])] : []),
          ],
        }),
      ),
    )
    refused += replies.filter(({ status }) => [403, 429].includes(status)).length
  }
  return refused
}

async function asLogged(): Promise<ReplayReport> {
  const { out, err, code } = await runCommand(['replay', 'site.policy', 'decisions.ndjson', '--json'], folder)
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as ReplayReport
}

/** The lines of the log that are of this type. */
const linesOf = (type: string | undefined): readonly unknown[] =>
  readFileSync(join(folder, 'decisions.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type?: string })
    .filter((line) => line.type === type)

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('a decision log of live traffic is replayed to the same decisions', () => {
  it('through an adapter', async () => {
    const guard = tidegate({
      policy: join(folder, 'site.policy'),
      decisionLog: { file: join(folder, 'decisions.ndjson'), queries: { token: 'whole' } },
      logger: false,
      user: ({ headers }) => headers['x-user'] as string | undefined,
      facts: ({ headers }) => ({ 'user.plan': headers['x-user'] === 'ana' ? 'free' : 'paid' }),
    })
    const site = createServer(
      guard.protect((request, response) => {
        response.statusCode = request.url?.startsWith('/login') === true ? 401 : 200
        response.end()
      }),
    )
    const refused = await visit(await listening(site))
    site.close()
    site.closeAllConnections()
    await guard.close()
    const { lines, outcomes, asLogged: logged, notes } = await asLogged()
    expect([lines.judged, lines.unreadable, notes]).toEqual([count, 0, []])
    expect(outcomes.block + outcomes.limit).toBe(refused)
    expect(outcomes.limit).toBeGreaterThan(5)
    expect(logged).toMatchObject({ decisions: count, same: count, byOtherRule: 0, different: 0, uncertain: 0 })
    expect(linesOf('settled').length).toBeGreaterThan(5)
  })

  const nginx = findProgram('nginx')
  it.skipIf(nginx === undefined)('through the gateway behind nginx', async () => {
    const site = createServer((request, response) => {
      response.statusCode = request.url?.startsWith('/login') === true ? 401 : 200
      response.end()
    })
    const sitePort = await listening(site)
    const [port, gatePort, settlePort] = (await freePorts(3)) as [number, number, number]
    writeFileSync(join(folder, 'site.policy'), policy.replace(/^.*user.*\n/gm, ''))
    const gateway = await openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [{ kind: 'tcp', host: '127.0.0.1', port: gatePort }],
      behind: ['nginx'],
      requestIds: true,
      settle: { host: '127.0.0.1', port: settlePort },
      decisionLog: { file: join(folder, 'decisions.ndjson') },
      auditLog: { file: join(folder, 'audit.csv') },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
    const settings = {
      gateway: { kind: 'tcp', host: '127.0.0.1', port: gatePort },
      settle: { host: '127.0.0.1', port: settlePort },
      whenAway: 'refuse',
    } as const
    const [http, server] = recipeFor('nginx', settings).files.map(({ text }) => text)
    const proxy = await runNginx({
      path: nginx!,
      folder: join(folder, 'nginx'),
      port,
      http: `set_real_ip_from 127.0.0.0/8;
real_ip_header X-Forwarded-For;
${http}
server {
  listen 127.0.0.1:${port};
${server!.replace('/var/log/nginx/', `${folder}/nginx/`)}
  location / { proxy_pass http://127.0.0.1:${sitePort}; }
}`,
    })
    const refused = await visit(port)
    await proxy.stop()
    const settled = (): number => linesOf('settled').length
    await expect.poll(settled, { timeout: 10_000 }).toBeGreaterThan(5)
    await gateway.stop()
    site.close()
    site.closeAllConnections()
    const { lines, outcomes, asLogged: logged } = await asLogged()
    expect([lines.judged, lines.unreadable]).toEqual([count, 0])
    expect(outcomes.block + outcomes.limit).toBe(refused)
    expect(outcomes.limit).toBeGreaterThan(5)
    expect(logged).toMatchObject({ decisions: count, same: count, byOtherRule: 0, different: 0, uncertain: 0 })
    const audit = readFileSync(join(folder, 'audit.csv'), 'utf8').trimEnd().split('\r\n')
    expect(audit.filter((row) => row.includes(',"refusal",'))).toHaveLength(refused)
  })
})
