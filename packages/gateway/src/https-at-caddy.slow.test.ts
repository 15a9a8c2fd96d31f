import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { findProgram, freePorts, type RunningServer, runServer } from '@tidegate/test-support'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import { recipeFor } from './recipes/recipe-for.ts'
import { createPlainSite, type PlainSite } from './testing/plain-site.ts'

const policy = `policy "https"
block path in /gone/** reply 410 "It is gone."
block host == "panel.example"
block header("cookie") contains "bad"
where path in /three/** { limit 3 per minute per ip as "three" }
`

const caddy = findProgram('caddy')

describe.skipIf(caddy === undefined)('HTTP/2 over TLS at Caddy', () => {
  let folder: string
  let site: PlainSite
  let gateway: Gateway
  let proxy: RunningServer
  let session: ClientHttp2Session

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-https-'))
    writeFileSync(join(folder, 'site.policy'), policy)
    site = createPlainSite()
    site.server.listen(0, '127.0.0.1')
    await once(site.server, 'listening')
    const sitePort = (site.server.address() as AddressInfo).port
    const [port, gatePort] = (await freePorts(2)) as [number, number]
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    })
    writeFileSync(join(folder, 'cert.pem'), cert)
    writeFileSync(join(folder, 'key.pem'), key)
    const address = { kind: 'tcp', host: '127.0.0.1', port: gatePort } as const
    const [snippet] = recipeFor('caddy', { gateway: address, whenAway: 'refuse' }).files.map(({ text }) => text)
    const file = join(folder, 'Caddyfile')
    writeFileSync(
      file,
      `{
  admin off
  auto_https off
}
${snippet}
https://:${port} {
  bind 127.0.0.1
  tls ${join(folder, 'cert.pem')} ${join(folder, 'key.pem')}
  route {
    import tidegate
    reverse_proxy 127.0.0.1:${sitePort}
  }
  import tidegate_away
}
`,
    )
    const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    const [started] = await Promise.all([
      runServer({ path: caddy!, args: ['run', '--config', file, '--adapter', 'caddyfile'], port, env }),
      openGateway({
        sites: [{ policy: join(folder, 'site.policy') }],
        listen: [address],
        behind: ['caddy'],
        requestIds: true,
        gates: { watch: false },
        logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      }).then((opened) => (gateway = opened)),
    ])
    proxy = started
    session = connectHttp2(`https://localhost:${port}`, { ca: cert })
    session.on('error', () => {})
  })
  afterAll(async () => {
    session.destroy()
    await proxy.stop()
    await gateway.stop()
    site.server.close()
    site.server.closeAllConnections()
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => {
    site.received.length = 0
  })

  async function send(
    path: string,
    fields: OutgoingHttpHeaders = {},
    body = '',
  ): Promise<readonly [number, string, object]> {
    const stream = session.request({ ':path': path, ...fields })
    // A GET ends with its head.
    if (fields[':method'] !== undefined) stream.end(body)
    const [headers] = (await once(stream, 'response')) as [{ readonly ':status': number }]
    return [headers[':status'], await readText(stream), headers]
  }

  it('lets requests pass with their bodies, and refuses with the status and text of the policy', async () => {
    const posted = await send('/a%2Fb?x=%20', { ':method': 'POST' }, 'the body')
    expect(posted.slice(0, 2)).toEqual([200, 'site /a%2Fb?x=%20\n'])
    expect(site.received).toMatchObject([{ method: 'POST', target: '/a%2Fb?x=%20', body: 'the body' }])
    const [status, text] = await send('/gone/x', { ':method': 'POST' }, 'the body')
    expect([status, text.split('\n')[0]]).toEqual([410, 'It is gone.'])
    expect(site.received).toHaveLength(1)
  })

  it('decides by :authority, and by all Cookie fields', async () => {
    expect((await send('/', { ':authority': 'panel.example' }))[0]).toBe(403)
    expect((await send('/', { cookie: ['a=1', 'b=2'] }))[0]).toBe(200)
    expect((await send('/', { cookie: ['a=1', 'b=bad'] }))[0]).toBe(403)
  })

  it('counts streams of one connection one by one, with RateLimit and Retry-After', async () => {
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => send('/three/x')))
    expect(replies.map(([status]) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 429, 429])
    for (const [status, , headers] of replies) {
      expect(headers).toMatchObject({ 'ratelimit-policy': '"three";q=3;w=60' })
      if (status === 429) expect(headers).toMatchObject({ 'retry-after': expect.stringMatching(/^[1-9]\d*$/) })
    }
  })
})
