import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { sendRequest } from '@tidegate/engine/testing'
import { tidegate } from '@tidegate/koa-adapter'
import { openPolicy } from '@tidegate/node'
import Koa from 'koa'
import { expect, it } from 'vitest'
import { serverLoad } from './server-load.ts'

const source = fileURLToPath(new URL('server-load.ts', import.meta.url))

/** Keeps the event loop busy, except for moments in which it handles what has arrived, until it is stopped. */
function keepBusy(): () => void {
  let goesOn = true
  const spin = (): void => {
    const end = performance.now() + 10
    while (performance.now() < end);
    if (goesOn) setImmediate(spin)
  }
  spin()
  return () => {
    goesOn = false
  }
}

it('tightens a limit only while the event loop is busy', { timeout: 30_000 }, async () => {
  const load = serverLoad({ sampleMs: 100 })
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-load-'))
  const policy = join(folder, 'site.policy')
  writeFileSync(policy, 'use server-load\nlimit 10 per minute per ip when server.event_loop > 0.8  as "busy"\n')
  const gate = await openPolicy(policy, { plugins: [load.plugin] })
  const app = new Koa()
  app.use(tidegate({ gate }))
  app.use((ctx) => {
    ctx.body = 'served'
  })
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const statuses = async (count: number): Promise<number[]> => {
    const got: number[] = []
    for (let i = 0; i < count; i++) got.push((await sendRequest({ port })).status)
    return got
  }
  try {
    await expect.poll(() => load.values().eventLoop, { timeout: 10_000 }).toBeLessThan(0.5)
    expect(new Set(await statuses(15))).toEqual(new Set([200]))
    const stop = keepBusy()
    await expect.poll(() => load.values().eventLoop, { timeout: 10_000 }).toBeGreaterThan(0.9)
    const busy = await statuses(12)
    stop()
    expect(busy).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429])
    await expect.poll(() => load.values().eventLoop, { timeout: 10_000 }).toBeLessThan(0.5)
    expect(await statuses(1)).toEqual([200])
  } finally {
    server.close()
    await gate.close()
    load.close()
    rmSync(folder, { recursive: true })
  }
})

it('measures each thread by itself', { timeout: 30_000 }, async () => {
  const program = `
    const { parentPort } = require('node:worker_threads')
    import(${JSON.stringify(source)}).then(({ serverLoad }) => {
      const load = serverLoad({ sampleMs: 50 })
      const spin = () => {
        const end = performance.now() + 10
        while (performance.now() < end);
        if (!(load.values().eventLoop > 0.9)) return setImmediate(spin)
        parentPort.postMessage(load.values().eventLoop)
        load.close()
      }
      spin()
    })`
  const here = serverLoad({ sampleMs: 50 })
  const worker = new Worker(program, { eval: true, execArgv: ['--conditions=@tidegate/source'] })
  const [busy] = (await once(worker, 'message')) as [number]
  await worker.terminate()
  expect(busy).toBeGreaterThan(0.9)
  await expect.poll(() => here.values().eventLoop, { timeout: 10_000 }).toBeLessThan(0.5)
  here.close()
})

it('does not keep a process running', { timeout: 30_000 }, async () => {
  const program = `import { serverLoad } from ${JSON.stringify(source)}; serverLoad()`
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', program]
  await promisify(execFile)(process.execPath, args)
})
