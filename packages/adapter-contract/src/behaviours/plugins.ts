import { definePlugin } from '@tidegate/engine'
import { sendRaw } from '@tidegate/engine/testing'
import { expect, it } from 'vitest'
import type { AdapterUnderTest } from '../adapter.ts'
import { rawGet } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

/** Requests wait for facts that plugins look up, and replies that plugins render are sent. */
export function describePlugins(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)

  it('supply facts that requests wait for, and render refusals', async () => {
    const house = definePlugin({
      apiVersion: 1,
      name: 'house',
      facts: {
        listed: {
          type: 'flag',
          whileUnknown: 'wait',
          per: 'host',
          resolve: async ({ host }) => host === 'site.example',
        },
      },
      replies: { 'text/html': ({ status }) => `<title>${status}</title>` },
    })
    const { port } = await serve('use house\nblock listed', { plugins: [house] })
    const page = await sendRaw(port, rawGet('/', 'Accept: text/html'))
    expect([page.status, page.text]).toEqual([403, expect.stringMatching(/text\/html[\s\S]*<title>403<\/title>$/)])
    const text = await sendRaw(port, rawGet('/'))
    expect([text.status, text.text]).toEqual([403, expect.stringContaining('Reference:')])
    expect((await sendRaw(port, rawGet('/').replace('site', 'other'))).status).toBe(200)
  })
}
