import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let stop: () => void = () => {}
afterEach(() => stop())

function serve(headers: Readonly<Record<string, string>>, echo: (raw: readonly string[]) => string): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer((incoming, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      response.end(echo(incoming.rawHeaders))
    })
    stop = () => {
      server.closeAllConnections()
      server.close()
    }
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))
  })
}

function pairsOf(raw: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(raw.flatMap((text, index) => (index % 2 === 0 ? [[text, raw[index + 1]!]] : [])))
}

describe('tidegate doctor', () => {
  it('finds proxies in the answer of a server', async () => {
    const url = await serve({ 'cf-ray': '1', via: '1.1 x' }, () => 'hello')
    const { code, out } = await runCommand(['doctor', '--url', url], tmpdir())
    expect(code).toBe(1)
    expect(out).toContain('Cloudflare is in front of the server')
    expect(out).toContain('cf-connecting-ip')
  })

  it('accepts a proxy whose header the policy uses', async () => {
    const url = await serve({ via: '1.1 x' }, (raw) => JSON.stringify({ headers: pairsOf(raw) }))
    const folder = await mkdtemp(join(tmpdir(), 'tidegate-doctor-'))
    await writeFile(join(folder, 'site.policy'), 'client ip from x-forwarded-for trusting loopback\n')
    const asked = ['doctor', 'site.policy', '--url', url, '--header', 'X-Forwarded-For: 203.0.113.9']
    const { code, out } = await runCommand(asked, folder)
    expect(out).toContain('client  203.0.113.9')
    expect(out).toContain('no problems found')
    expect(code).toBe(0)
  })

  it('reads the chain that a server echoes', async () => {
    const url = await serve({}, (raw) =>
      raw.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\n`)).join(''),
    )
    const { out } = await runCommand(
      ['doctor', '--url', url, '--header', 'X-Forwarded-For: 203.0.113.9', '--json'],
      tmpdir(),
    )
    expect(JSON.parse(out)).toMatchObject({
      request: { client: '127.0.0.1', write: 'client ip from x-forwarded-for trusting loopback' },
    })
  })

  it('reports a server that does not answer', async () => {
    const { code, err } = await runCommand(['doctor', '--url', 'http://127.0.0.1:1/'], tmpdir())
    expect(code).toBe(2)
    expect(err).toContain('does not answer')
  })

  it('waits for a request and examines it', async () => {
    const { code, out } = await runCommand(['doctor', '--listen', '0', '--json'], tmpdir(), {
      err: (text) => {
        const port = /127\.0\.0\.1:(\d+)/.exec(text)?.[1]
        request({ port, host: '127.0.0.1', headers: { 'X-Forwarded-For': '203.0.113.9' } }).end()
      },
    })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      request: { chain: [{ from: 'peer', address: '127.0.0.1' }], present: ['x-forwarded-for'] },
    })
  })

  it('stops waiting when it is interrupted', async () => {
    const controller = new AbortController()
    const result = await runCommand(['doctor', '--listen', '0'], tmpdir(), {
      signal: controller.signal,
      err: () => controller.abort(),
    })
    expect(result.code).toBe(2)
  })
})
