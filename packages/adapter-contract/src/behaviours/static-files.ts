import { runs } from '@tidegate/test-support'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRaw } from '@tidegate/engine/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AdapterUnderTest, Exchange } from '../adapter.ts'
import { hostileTargets } from '../harness/hostile-targets.ts'
import { rawGet } from '../harness/raw-requests.ts'
import { useServers } from '../harness/use-servers.ts'

/** Even a careless static file server after the guard serves no file that the policy blocks. */
export function describeStaticFiles(adapter: AdapterUnderTest): void {
  const serve = useServers(adapter)
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidegate-static-'))
    for (const name of ['admin', 'users']) {
      await mkdir(join(folder, 'root', name), { recursive: true })
      await writeFile(join(folder, 'root', name, 'web'), name === 'admin' ? 'the secret' : 'a page')
    }
    await writeFile(join(folder, 'web'), 'the secret')
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Decodes the path and joins it to the root without checking that the result is below the root. */
  const serveFile = async (exchange: Exchange): Promise<void> => {
    const path = decodeURIComponent(exchange.target.split('?', 1)[0] ?? '')
    const text = await readFile(join(folder, 'root', path), 'utf8').catch(() => undefined)
    if (text === undefined) exchange.reply(404)
    else exchange.reply(200, text)
  }

  it('are served where the policy admits requests, and nowhere else', async () => {
    const { port } = await serve('block path in /admin/**', { respond: serveFile })
    expect((await sendRaw(port, rawGet('/users//web?v=1'))).text).toContain('a page')
    for (const target of ['/admin/web', '//admin/web', '/%61dmin/web', '/users/%2e%2e/admin/web', '/../web']) {
      const { text } = await sendRaw(port, rawGet(target))
      expect([target, text.includes('the secret')]).toEqual([target, false])
    }
  })

  it('are not served for any spelling of a blocked path', async () => {
    const { port } = await serve('block path in /admin/**', { respond: serveFile })
    await fc.assert(
      fc.asyncProperty(hostileTargets, async (target) => {
        const { text } = await sendRaw(port, Buffer.from(rawGet(target), 'latin1'))
        expect(text).not.toContain('the secret')
      }),
      { numRuns: runs(200, 1 / 2) },
    )
  })
}
