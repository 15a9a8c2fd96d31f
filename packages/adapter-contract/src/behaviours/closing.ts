import { writeFile } from 'node:fs/promises'
import { openPolicy } from '@tidegate/node'
import { gateOfText, sendRequest } from '@tidegate/engine/testing'
import { createMemoryStore } from '@tidegate/engine'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { useServers } from '../harness/use-servers.ts'

/** Closing a guard closes what the guard opened, and nothing else. */
export function describeClosing(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('stops watching the policy', async () => {
    const watching = { watch: true, compile: 'here' } as const
    const { guard, policyFile } = await serve('block anyone', watching)
    const gate = await guard.ready
    const events: string[] = []
    gate.on('reload', () => events.push('reload'))
    gate.on('reload-failed', () => events.push('reload-failed'))
    const witness = await openPolicy(policyFile, watching)
    const isSeen = new Promise((resolve) => witness.on('reload', resolve))
    await guard.close()
    await writeFile(policyFile, 'block path in /admin/**')
    // A guard that was still watching would have reloaded by then too.
    await isSeen
    await new Promise((resolve) => setTimeout(resolve, 100))
    await witness.close()
    expect(events).toEqual([])
  })

  it('may be done twice', async () => {
    const { guard } = await serve('block anyone')
    await guard.close()
    await expect(guard.close()).resolves.toBeUndefined()
  })

  it('leaves a gate open that the application opened', async () => {
    let isClosed = false
    const gate = gateOfText('limit 1 per minute per ip')
    const { guard, port } = await serve('', {
      gate: {
        ...gate,
        close: () => {
          isClosed = true
          return gate.close()
        },
      },
    })
    await guard.close()
    expect(isClosed).toBe(false)
    expect((await sendRequest({ port })).status).toBe(200)
    expect((await sendRequest({ port })).status).toBe(429)
  })

  it('leaves a store open that the application opened', async () => {
    let isClosed = false
    const memory = createMemoryStore()
    const store = {
      ...memory,
      close: () => {
        isClosed = true
        return memory.close()
      },
    }
    const { guard, port } = await serve('limit 1 per minute per ip', { store })
    expect((await sendRequest({ port })).status).toBe(200)
    await guard.close()
    expect(isClosed).toBe(false)
  })
}
