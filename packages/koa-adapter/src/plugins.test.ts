import { definePlugin } from '@tidegate/engine'
import { sendRaw } from '@tidegate/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { serve, type Served } from './testing/serve.ts'

let served: Served | undefined
afterEach(async () => {
  await served?.close()
  served = undefined
})

const get = (...headers: readonly string[]): string =>
  ['GET / HTTP/1.1', 'Host: site.example', ...headers, 'Connection: close', '', ''].join('\r\n')

describe('tidegate with plugins', () => {
  it('waits for a fact that is looked up, and refuses in what a plugin writes', async () => {
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
    served = await serve('use house\nblock listed', { plugins: [house] })
    const page = await sendRaw(served.port, get('Accept: text/html'))
    expect([page.status, page.text]).toEqual([403, expect.stringMatching(/text\/html[\s\S]*<title>403<\/title>$/)])
    const text = await sendRaw(served.port, get())
    expect([text.status, text.text]).toEqual([403, expect.stringContaining('Reference:')])
    expect((await sendRaw(served.port, get().replace('site', 'other'))).status).toBe(200)
  })
})
