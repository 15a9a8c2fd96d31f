import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type CounterStore, createMemoryStore } from '@tidegate/engine'
import { sendRaw, sendRequest, type TestReply } from '@tidegate/engine/testing'
import { findProgram, freePorts, runNginx, type RunningServer, runServer } from '@tidegate/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGateway } from './gateway.ts'
import type { Gateway } from './running-gateway.ts'
import { recipeFor } from './recipes/recipe-for.ts'

const policy = `policy "php"
block path in /admin/** reply 410 "It is gone."
limit 1000 per minute per ip as "all"
where path in /shop/** { limit 3 per minute per ip as "shop" }
where path in /folder/** { limit 3 per minute per ip as "folder" }
`

const script = `<?php
file_put_contents(__DIR__ . '/../runs', 'x', FILE_APPEND);
header('Content-Type: text/plain');
if ($_SERVER['REQUEST_URI'] === '/forbidden') http_response_code(403);
echo $_SERVER['REQUEST_METHOD'], ' ', $_SERVER['REQUEST_URI'], ' ', file_get_contents('php://input');
`

const nginx = findProgram('nginx')
const php = findProgram('php-cgi')
const isMissing = nginx === undefined || php === undefined

/** A memory store whose answers wait for `delay`. */
function delayedStore(): { readonly store: CounterStore; delay: Promise<void> | undefined; asked: number } {
  const memory = createMemoryStore()
  const state = {
    delay: undefined as Promise<void> | undefined,
    asked: 0,
    store: {
      ...memory,
      consume: (...args: Parameters<CounterStore['consume']>) => {
        state.asked++
        return state.delay === undefined ? memory.consume(...args) : state.delay.then(() => memory.consume(...args))
      },
    },
  }
  return state
}

describe.skipIf(isMissing)('a site in PHP behind nginx', () => {
  let folder: string
  let gateway: Gateway
  let programs: readonly RunningServer[] = []
  let port: number
  const counters = delayedStore()

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-php-'))
    const root = join(folder, 'htdocs')
    mkdirSync(join(root, 'folder'), { recursive: true })
    writeFileSync(join(root, 'index.php'), script)
    writeFileSync(join(root, 'folder', 'index.php'), script.replace("'/../runs'", "'/../../runs'"))
    writeFileSync(join(folder, 'site.policy'), policy)
    const [nginxPort, phpPort, gatePort] = (await freePorts(3)) as [number, number, number]
    port = nginxPort
    const address = { kind: 'tcp', host: '127.0.0.1', port: gatePort } as const
    const [http, server] = recipeFor('nginx', { gateway: address, whenAway: 'refuse' }).files.map(({ text }) => text)
    const fields = {
      SCRIPT_FILENAME: '$document_root$fastcgi_script_name',
      REQUEST_METHOD: '$request_method',
      REQUEST_URI: '$request_uri',
      QUERY_STRING: '$query_string',
      CONTENT_TYPE: '$content_type',
      CONTENT_LENGTH: '$content_length',
      SERVER_PROTOCOL: '$server_protocol',
      GATEWAY_INTERFACE: 'CGI/1.1',
      REDIRECT_STATUS: '200',
    }
    const parameters = Object.entries(fields).map(([name, value]) => `      fastcgi_param ${name} ${value};\n`)
    programs = await Promise.all([
      runServer({
        path: php!,
        args: ['-b', `127.0.0.1:${phpPort}`],
        port: phpPort,
        env: { PHP_FCGI_MAX_REQUESTS: '0' },
      }),
      runNginx({
        path: nginx!,
        folder,
        port,
        http: `${http}
  server {
    listen 127.0.0.1:${port};
    root ${root};
    index index.php;
${server}
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
${parameters.join('')}      fastcgi_pass 127.0.0.1:${phpPort};
    }
    location /dropped/ { return 444; }
  }`,
      }),
    ])
    gateway = await openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [address],
      behind: ['nginx'],
      requestIds: true,
      gates: { watch: false, store: counters.store, storeTimeoutMs: 5_000 },
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    })
  })
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.stop()))
    await gateway.stop()
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => {
    writeFileSync(join(folder, 'runs'), '')
    counters.asked = 0
  })

  const runs = (): number => readFileSync(join(folder, 'runs'), 'utf8').length
  const get = (target: string): Promise<TestReply> => sendRequest({ port, target })

  it('gets requests that pass unchanged, with their bodies', async () => {
    const reply = await sendRequest({ port, target: '/a%2Fb?x=%20', method: 'POST', body: 'the body' })
    expect([reply.status, reply.body]).toEqual([200, 'POST /a%2Fb?x=%20 the body'])
    expect(runs()).toBe(1)
  })

  it('runs nothing for requests that are refused', async () => {
    const reply = await sendRequest({ port, target: '/admin/index.php', method: 'POST', body: 'the body' })
    expect([reply.status, reply.body.split('\n')[0]]).toEqual([410, 'It is gone.'])
    expect(runs()).toBe(0)
  })

  it('answers 403 itself as it likes', async () => {
    const reply = await get('/forbidden')
    expect([reply.status, reply.body]).toEqual([403, 'GET /forbidden '])
  })

  it.each(['/shop/x', '/folder/'])('gets a request once that nginx passes on inside itself: %s', async (target) => {
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await get(target)).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    expect([runs(), counters.asked]).toEqual([3, 4])
  })

  it('is not run for a client that leaves during the check, which counts', async () => {
    const left = async (): Promise<number> => Number(/"all";r=(\d+)/.exec((await get('/')).headers['ratelimit']!)?.[1])
    const before = await left()
    const { promise, resolve } = Promise.withResolvers<void>()
    counters.delay = promise
    const client = createConnection(port, '127.0.0.1')
    client.write('GET /leaving HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(client, 'connect')
    await expect.poll(() => counters.asked).toBe(2)
    client.destroy()
    await wait(30)
    counters.delay = undefined
    resolve()
    expect(await left()).toBe(before - 2)
    expect(runs()).toBe(2)
  })

  it('gets nothing of a path for which nginx closes the connection, and the gateway neither', async () => {
    expect(await sendRaw(port, 'GET /dropped/x HTTP/1.1\r\nHost: a\r\n\r\n')).toEqual({ status: 0, text: '' })
    expect([counters.asked, runs()]).toEqual([0, 0])
  })
})
