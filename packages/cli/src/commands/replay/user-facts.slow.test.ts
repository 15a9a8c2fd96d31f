import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'
import type { ReplayReport } from '@tidegate/replay'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-users-'))
  write(
    'panel.policy',
    `fact user.role : text with user
fact user.ips : ips
allow only ip in user.ips  when user.role in "support", "reseller" and user.ips is not empty  as "own addresses"
block user.role == "banned"  as "banned"
`,
  )
  write('old.policy', 'fact user.role : text with user\nblock user.role == "reseller"  as "resellers"\n')
  const lines = ['anna', 'bob', 'carl', 'dora', '-'].map(
    (user) => `192.0.2.1 - ${user} [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n`,
  )
  write('access.log', lines.join(''))
  write(
    'users.yaml',
    `anna: { user.role: admin }
bob: { user.role: support, user.ips: 198.51.100.0/24 }
carl: { user.role: reseller, user.ips: [192.0.2.0/24, 198.51.100.7] }
"*": { user.role: banned }
`,
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

async function report(...args: string[]): Promise<ReplayReport> {
  const { out, err } = await runCommand(['replay', 'panel.policy', 'access.log', '--json', ...args], folder)
  expect(err).toBe('')
  return JSON.parse(out) as ReplayReport
}

describe('replay --users', () => {
  it('gives each user of the log their own facts, other users those of `*`, and requests without a user none', async () => {
    const { outcomes, rules } = await report('--users', 'users.yaml')
    expect(outcomes).toEqual({ pass: 3, block: 2, limit: 0 })
    expect(rules.map(({ rule, count }) => [rule?.name, count])).toEqual(
      expect.arrayContaining([
        ['own addresses', 1],
        ['banned', 1],
      ]),
    )
  })

  it('gives each policy the facts that it declares', async () => {
    const { difference } = await report('--users', 'users.yaml', '--against', 'old.policy')
    expect(difference).toMatchObject({ different: 3, same: 2 })
  })

  it('refuses a file whose aliases expand to too much', async () => {
    const bomb = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, `.repeat(9)}]`)
    write('bomb.yaml', `${bomb.join('\n')}\n`)
    const { code, err } = await runCommand(['replay', 'panel.policy', 'access.log', '--users', 'bomb.yaml'], folder)
    expect(code).toBe(2)
    expect(err).toContain('`bomb.yaml`: its aliases expand to too much data')
  })

  it('reads JSON, and uses constants for facts that a user does not have', async () => {
    write('users.json', JSON.stringify({ anna: {}, bob: { 'user.ips': '198.51.100.0/24' }, '*': {} }))
    const { outcomes } = await report('--users', 'users.json', '--fact', 'user.role=support')
    expect(outcomes).toEqual({ pass: 4, block: 1, limit: 0 })
  })

  it('notes for how many users a fact is known', async () => {
    write('users.yaml', 'anna: { user.role: admin, user.ips: 192.0.2.1 }')
    const { err } = await runCommand(['replay', 'panel.policy', 'access.log', '--users', 'users.yaml'], folder)
    expect(err).toBe(
      'note: `user.ips` is set for 1 user in `users.yaml`; it is absent for other users; add an entry `*` for them\n' +
        'note: `user.role` is set for 1 user in `users.yaml`; requests of other users are refused with 503; add an entry `*` for them\n',
    )
  })

  it.each([
    ['missing.yaml', undefined, '`missing.yaml`: no such file'],
    ['users.yaml', 'anna: { user.rol: admin }', '`anna` in `users.yaml`: the policy declares no fact `user.rol`'],
    ['users.yaml', 'anna: { user.role: 7 }', '`anna` in `users.yaml`: fact `user.role` must be text'],
    ['users.yaml', 'anna: admin', '`anna` in `users.yaml` has no facts'],
    ['users.yaml', '- anna', '`users.yaml` contains no users'],
    ['users.yaml', 'anna: {', '`users.yaml` (line 1) is not valid YAML'],
    ['users.json', '{', '`users.json` is not valid JSON'],
  ])('refuses %s with the text %s', async (file, text, message) => {
    if (text !== undefined) write(file, text)
    const { code, out, err } = await runCommand(['replay', 'panel.policy', 'access.log', '--users', file], folder)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })
})

describe('replay --zone', () => {
  beforeEach(() => {
    write('hours.policy', 'block anyone during 10:00-11:00 Europe/Bucharest  as "closed"\n')
    write('app.log', '{"time":"2026-11-18 10:30:00","client_ip":"192.0.2.1","method":"GET","uri":"/","status":200}\n')
  })

  it('reads times without an offset in the given zone, otherwise in that of the configuration, otherwise in UTC', async () => {
    const blocked = async (...args: string[]): Promise<number> => {
      const { out } = await runCommand(['replay', 'hours.policy', 'app.log', '--json', ...args], folder)
      return (JSON.parse(out) as ReplayReport).outcomes.block
    }
    expect(await blocked()).toBe(0)
    expect(await blocked('--zone', 'Europe/Bucharest')).toBe(1)
    write('tidegate.yaml', 'logZone: Europe/Bucharest\n')
    expect(await blocked()).toBe(1)
    expect(await blocked('--zone', 'UTC')).toBe(0)
  })

  it('refuses an unknown time zone', async () => {
    const { code, err } = await runCommand(['replay', 'hours.policy', 'app.log', '--zone', '+02:00'], folder)
    expect(code).toBe(2)
    expect(err).toContain('`--zone +02:00`: unknown time zone')
    write('tidegate.yaml', 'logZone: Bucharest\n')
    expect((await runCommand(['replay', 'hours.policy', 'app.log'], folder)).err).toContain(
      'expected a time zone such as',
    )
  })
})
