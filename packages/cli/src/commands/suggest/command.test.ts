import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'
import type { SuggestReport } from './command.ts'

let folder = ''

const at = '[30/Nov/2026:08:00:00 +0000]'

/** A log in which one client probes, and thirty others read. */
function logOf(line: (client: string, request: string) => string): string {
  const probes = Array.from({ length: 60 }, (_, index) => line('203.0.113.66', `"GET /x${index}.php HTTP/1.1" 404 5`))
  const others = Array.from({ length: 90 }, (_, index) => line(`203.0.113.${index % 30}`, '"GET / HTTP/1.1" 200 5'))
  return [...probes, ...others].join('\n')
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-suggest-'))
  writeFileSync(
    join(folder, 'forwarded.log'),
    logOf((client, request) => `10.0.0.1 - - ${at} ${request} "-" "Mozilla/5.0" "${client}"`),
  )
  writeFileSync(
    join(folder, 'cdn.log'),
    logOf((client, request) => `192.0.2.80 - - ${at} ${request} "-" "Mozilla/5.0" "${client}"`),
  )
  writeFileSync(join(folder, 'cdn.policy'), 'client ip from x-forwarded-for trusting 192.0.2.0/24\nblock path in /no\n')
  writeFileSync(
    join(folder, 'staff.log'),
    Array.from({ length: 80 }, (_, index) => `10.1.0.${index % 40} - - ${at} "GET / HTTP/1.1" 200 5 "-" "-"`).join(
      '\n',
    ),
  )
  writeFileSync(
    join(folder, 'peer.log'),
    logOf((_, request) => `192.0.2.80 - - ${at} ${request} "-" "Mozilla/5.0"`),
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function reportOf(...args: readonly string[]): Promise<SuggestReport> {
  const { out, code, err } = await runCommand(['suggest', ...args, '--json'], folder)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as SuggestReport
}

describe('tidegate suggest', () => {
  it('finds clients behind a proxy whose address is not public, and declares the proxy', async () => {
    const { probing, proxies, forwarded, text } = await reportOf('forwarded.log')
    expect(probing).toEqual([{ source: '203.0.113.66', requests: 60, failed: 60 }])
    expect(proxies).toEqual([])
    expect(forwarded).toEqual({
      header: 'x-forwarded-for',
      requests: 150,
      proxies: [{ source: '10.0.0.1', requests: 150 }],
    })
    expect(text).toMatch(/^client ip from x-forwarded-for trusting 10\.0\.0\.1$/m)
  })

  it('finds clients by `client ip` of a policy, or by `--trust-proxy`', async () => {
    for (const flags of [
      ['--policy', 'cdn.policy'],
      ['--trust-proxy', '192.0.2.80'],
    ]) {
      const { probing, text } = await reportOf('cdn.log', ...flags)
      expect(probing.map(({ source }) => source)).toEqual(['203.0.113.66'])
      expect(text).toMatch(/^client ip from x-forwarded-for trusting 192\.0\.2\.80$/m)
    }
  })

  it('takes the many addresses of a private network for clients', async () => {
    const { proxies, people } = await reportOf('staff.log')
    expect(proxies).toEqual([])
    expect(people).toMatchObject({ median: 2 })
  })

  it('names no proxy that the policy trusts, if the log has only its address', async () => {
    const { probing, proxies, people, text } = await reportOf('peer.log', '--policy', 'cdn.policy')
    expect({ probing, people }).toEqual({ probing: [], people: undefined })
    expect(proxies).toEqual([{ source: '192.0.2.80', requests: 150, agents: 1, reason: 'trusted' }])
    expect(text).not.toMatch(/^shadow/m)
  })
})
