import { writeFile } from 'node:fs/promises'
import { openPolicy } from '@tidegate/node'
import { sendRequest } from '@tidegate/engine/testing'
import { afterEach, expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { useServers } from '../harness/use-servers.ts'

/** A new policy is in force from one request to the next, and no request is lost during the change. */
export function describeReloading(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0)) await end()
  })

  it('applies a valid edit from the next request on, keeps counters, and survives an invalid edit', async () => {
    // WHY: not in a worker, which takes seconds to start from the sources; the suites of `@tidegate/node` compile in one.
    const options = { watch: true, compile: 'here' } as const
    const { guard, port, policyFile } = await serve('limit 2 per hour per ip as "all"', options)
    const gate = await guard.ready
    expect((await sendRequest({ port })).status).toBe(200)
    const reloaded = new Promise((resolve) => gate.on('reload', resolve))
    await writeFile(policyFile, 'limit 1 per hour per ip as "all"')
    await reloaded
    expect((await sendRequest({ port })).status).toBe(429)
    const failed = new Promise<{ message: string }>((resolve) => gate.on('reload-failed', resolve))
    await writeFile(policyFile, 'limit per hour')
    expect((await failed).message).toContain('test.policy')
    expect((await sendRequest({ port })).status).toBe(429)
  })

  it('loses no request and admits none that both policies block', async () => {
    const policies = ['block path in /closed/**\nblock path in /a', 'block path in /closed/**\nblock path in /b']
    const first = await serve(policies[0]!)
    const gate = await openPolicy(first.policyFile, { compile: 'here' })
    endings.push(() => gate.close())
    const { port, reached, errors } = await serve('', { gate })
    let isOver = false
    const statuses = new Set<string>()
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        for (const target of ['/a', '/b', '/open', '/closed/x']) {
          statuses.add(`${target} ${(await sendRequest({ port, target })).status}`)
        }
      }
    })
    for (let edit = 1; edit <= 10; edit++) {
      await writeFile(first.policyFile, policies[edit % 2]!)
      expect((await gate.reload()).outcome).toBe('replaced')
      const [open, blocked] = edit % 2 === 0 ? ['/b', '/a'] : ['/a', '/b']
      expect((await sendRequest({ port, target: open })).status).toBe(200)
      expect((await sendRequest({ port, target: blocked })).status).toBe(403)
    }
    isOver = true
    await Promise.all(load)
    expect([...statuses].toSorted()).toEqual(['/a 200', '/a 403', '/b 200', '/b 403', '/closed/x 403', '/open 200'])
    expect(reached).not.toContain('/closed/x')
    expect(errors).toEqual([])
  })
}
