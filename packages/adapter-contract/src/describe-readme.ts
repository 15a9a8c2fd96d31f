import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendRequest, type TestReply } from '@tidegate/engine/testing'
import { hostOptionNames } from '@tidegate/node'
import { describe, expect, it } from 'vitest'

/**
 * Declares the tests of an adapter's README, in `folder`: its first table names the options in order, and its first program, with its
 * first policy in `site.policy`, answers `/` with `/: pass` on the port in the environment's `PORT`, and enforces that policy.
 */
export function describeReadme(folder: string, optionNames: readonly string[] = hostOptionNames): void {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  const block = (language: string): string =>
    new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)?.[1] ?? ''

  describe('the README', () => {
    it('names every option of the adapter', () => {
      const documented = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
      expect(documented.slice(0, optionNames.length)).toEqual([...optionNames])
    })

    it('has an example that runs unchanged', async () => {
      const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
      const policy = join(work, 'site.policy')
      writeFileSync(policy, block('policy'))
      const port = await freePort()
      const code = block('js').replace("'site.policy'", JSON.stringify(policy))
      const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', code]
      const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, PORT: String(port) } })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      try {
        const ask = async (target: string): Promise<TestReply | undefined> =>
          sendRequest({ port, target }).catch(() => undefined)
        await expect.poll(async () => (await ask('/'))?.body, { timeout: 30_000 }).toBe('/: pass')
        expect((await ask('/admin/users'))?.status).toBe(403)
        expect((await ask('/'))?.headers['ratelimit-policy']).toContain('"visitors";q=200;w=60')
      } finally {
        child.kill()
        await ended
        rmSync(work, { recursive: true })
      }
    }, 60_000)

    it('has an example that ends with a clear error if there is no policy, even if it does not wait for it', () => {
      const code = block('js')
        .replace("'site.policy'", "'/nowhere/site.policy'")
        .replace(/^await guard\.ready.*$/m, '')
      const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', code]
      const env = { ...process.env, PORT: '0' }
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: folder,
        env,
        timeout: 30_000,
        encoding: 'utf8',
      })
      expect(status).toBe(1)
      expect(stderr).toContain('cannot read the policy `/nowhere/site.policy`: no such file')
      expect(stderr).not.toMatch(/^ {4}at /m)
    }, 60_000)
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
