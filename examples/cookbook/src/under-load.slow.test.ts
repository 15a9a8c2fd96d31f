import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sendRequest } from '@tidegate/engine/testing'
import { tidegate } from '@tidegate/koa-adapter'
import { openPolicy } from '@tidegate/node'
import { serverLoad } from '@tidegate/server-load-plugin'
import Koa from 'koa'
import { expect, it } from 'vitest'

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
  const isBusy = (): boolean => (load.values().eventLoop ?? 1) > 0.8
  const status = async (): Promise<number> => (await sendRequest({ port })).status

  /** The statuses of this many requests during which the event loop was not busy; the test and its machine can make it so for a moment. */
  const calmStatuses = async (count: number): Promise<number[]> => {
    const got: number[] = []
    while (got.length < count) {
      const wasBusy = isBusy()
      const replied = await status()
      if (!wasBusy && !isBusy()) got.push(replied)
      await wait(10)
    }
    return got
  }

  try {
    expect(new Set(await calmStatuses(15))).toEqual(new Set([200]))
    const stop = keepBusy()
    await expect.poll(() => load.values().eventLoop, { timeout: 10_000 }).toBeGreaterThan(0.9)
    const busy: number[] = []
    while (busy.length < 12) busy.push(await status())
    stop()
    const admitted = busy.filter((each) => each === 200).length
    expect(admitted).toBeLessThanOrEqual(10)
    expect(busy.slice(admitted)).toEqual(busy.slice(admitted).map(() => 429))
    expect(new Set(await calmStatuses(5))).toEqual(new Set([200]))
  } finally {
    server.close()
    await gate.close()
    load.close()
    rmSync(folder, { recursive: true })
  }
})
