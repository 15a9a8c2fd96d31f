import { sendRequest } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { useServers } from '../harness/use-servers.ts'

/** Listeners receive every decision, and errors that they throw do not change any. */
export function describeListeners(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('do not change a decision by throwing an error, which is counted', async () => {
    const { guard, port, errors } = await serve('block path in /admin/**')
    const gate = await guard.ready
    const heard: string[] = []
    for (const event of ['decision', 'block'] as const) {
      gate.on(event, ({ decision }) => {
        heard.push(`${event} ${decision.target}`)
        throw new Error('the metrics are unavailable')
      })
    }
    expect((await sendRequest({ port, target: '/a' })).status).toBe(200)
    expect((await sendRequest({ port, target: '/admin' })).status).toBe(403)
    expect(heard).toEqual(['decision /a', 'decision /admin', 'block /admin'])
    expect(gate.stats()).toMatchObject({ decisions: 2, pass: 1, block: 1, listenerErrors: 3 })
    expect(errors).toEqual([])
  })
}
