import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'
import type { ExplainReport } from './command.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-explain-'))
  const rules =
    'window peak = 04:00-05:00 UTC\nblock ip in 198.51.100.0/24  as "bad"\nblock anyone during peak  as "peak"\n'
  writeFileSync(join(folder, 'plain.policy'), rules)
  writeFileSync(join(folder, 'proxied.policy'), `client ip from x-forwarded-for trusting 10.0.0.0/8\n${rules}`)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function explained(policy: string, line: string, ...flags: readonly string[]): Promise<readonly unknown[]> {
  const { out, err } = await runCommand(['explain', policy, '--log-line', line, '--json', ...flags], folder)
  const { seen, rule } = JSON.parse(out) as ExplainReport
  return [seen['address'], seen['peer'], rule?.name, err]
}

const request = '- - [17/May/2015:12:00:00 +0000] "GET / HTTP/1.1" 200 5'
const agent = '"-" "Mozilla/5.0"'

describe('a log line to explain', () => {
  it.each([
    ['after the agent', `10.0.0.1 ${request} ${agent} "192.0.2.1, 198.51.100.9"`],
    ['in front of the peer', `192.0.2.1, 198.51.100.9, 10.0.0.2 10.0.0.1 ${request} ${agent}`],
    ['wrapped', `2026-03-17T08:01:15.1Z stdout F 10.0.0.1 ${request} ${agent} "198.51.100.9"`],
    [
      'JSON',
      '{"ts":1431864000,"request":{"remote_ip":"10.0.0.1","method":"GET","uri":"/","headers":{"X-Forwarded-For":["198.51.100.9"]}},"status":200}',
    ],
  ])('has the client that the policy finds: %s', async (_, line) => {
    expect(await explained('proxied.policy', line)).toEqual(['198.51.100.9', '10.0.0.1', 'bad', ''])
  })

  it('has the client of a list in place of the peer', async () => {
    const line = `192.0.2.1, 198.51.100.9, 10.0.0.2 ${request} ${agent}`
    expect((await explained('proxied.policy', line)).slice(0, 3)).toEqual(['198.51.100.9', '198.51.100.9', 'bad'])
    const [address, , rule, note] = await explained('plain.policy', line)
    expect([address, rule]).toEqual(['198.51.100.9', 'bad'])
    expect(note).toContain('a list of addresses in place of one')
  })

  it('has the client of `--trust-proxy`, or the one of `--ip`', async () => {
    const line = `10.0.0.1 ${request} ${agent} "198.51.100.9"`
    expect((await explained('plain.policy', line, '--trust-proxy', '10.0.0.0/8'))[2]).toBe('bad')
    expect((await explained('plain.policy', line))[0]).toBe('10.0.0.1')
    expect((await explained('proxied.policy', line, '--ip', '203.0.113.9'))[0]).toBe('203.0.113.9')
  })

  it('has an unknown client if it contains only the proxy, and a note says so', async () => {
    const [address, , , note] = await explained('proxied.policy', `10.0.0.1 ${request} ${agent}`)
    expect(address).toBe('10.0.0.1')
    expect(note).toContain(
      '10.0.0.1 is a proxy that the policy trusts, and the line does not contain `x-forwarded-for`',
    )
    expect((await explained('proxied.policy', `203.0.113.9 ${request} ${agent}`))[3]).toBe('')
  })

  it('is decided by its own time, however old it is', async () => {
    const at = (clock: string): string => `203.0.113.9 - - [17/May/2015:${clock} +0000] "GET / HTTP/1.1" 200 5`
    expect((await explained('plain.policy', at('12:00:00')))[2]).toBeUndefined()
    expect((await explained('plain.policy', at('04:30:00')))[2]).toBe('peak')
  })

  it('says what is wrong with it', async () => {
    const { code, err } = await runCommand(['explain', 'plain.policy', '--log-line', 'nothing'], folder)
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('`tidegate replay --formats` lists the known ones'),
    })
  })
})
