import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const policy = `# accept TG406: no IPv6 yet
allow only ip in 203.0.113.0/24
# accept TG411 as it was given
block ip in 198.51.100.7/24
`

describe('check of a policy with acceptances', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-accepted-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const run = (args: readonly string[], text: string): ReturnType<typeof runCommand> => {
    writeFileSync(join(folder, 'site.policy'), text)
    return runCommand(['check', 'site.policy', ...args], folder)
  }

  it('counts what is not accepted, and says how much is', async () => {
    const accepted = await run(['--strict'], policy.split('\n').slice(0, 2).join('\n'))
    expect([accepted.code, accepted.out.split('\n').slice(1)]).toEqual([0, ['1 finding accepted by comments', '']])
    expect((await run(['--strict'], policy)).code).toBe(1)
  })

  it('fixes a misspelt acceptance instead of what it accepts', async () => {
    await run(['--fix'], policy)
    const fixed = readFileSync(join(folder, 'site.policy'), 'utf8')
    expect(fixed).toContain('# accept TG411: as it was given\nblock ip in 198.51.100.7/24\n')
  })

  it('lists accepted findings with their reasons as JSON, and not on GitHub', async () => {
    const { out } = await run(['--json'], policy)
    expect(JSON.parse(out)).toMatchObject({
      files: [
        {
          diagnostics: [{ code: 'TG463' }, { code: 'TG411' }],
          accepted: [
            {
              diagnostic: { code: 'TG406', place: { line: 2 } },
              reason: 'no IPv6 yet',
              place: { file: 'site.policy', line: 1, column: 10 },
            },
          ],
        },
      ],
      advice: 1,
      warnings: 1,
    })
    expect((await run(['--format', 'github'], policy)).out).not.toContain('title=TG406')
  })
})
