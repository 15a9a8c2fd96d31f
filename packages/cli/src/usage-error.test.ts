import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from './testing/run-command.ts'
import { usageError } from './usage-error.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-usage-'))
  mkdirSync(join(folder, 'policies'))
  writeFileSync(join(folder, 'policies', 'site.policy'), 'block ip in 192.0.2.1')
  writeFileSync(
    join(folder, 'access.log'),
    '192.0.2.1 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n',
  )
  writeFileSync(join(folder, 'binary.log'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]))
  writeFileSync(join(folder, 'noise.log'), Buffer.from([0xe9, 0x1f, 0x2e, 0x8b, 10]))
  writeFileSync(join(folder, 'greek.log'), 'Ένα\r\n')
  writeFileSync(join(folder, 'wrong.policy'), 'block bot in a\nblock bot in b\nblock bot in c\n'.repeat(3))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('an invalid command line', () => {
  it.each([
    ['chek site.policy', 'unknown command `chek`', 'did you mean `check`?'],
    ['chek --help', 'unknown command `chek`', 'did you mean `check`?'],
    ['help chek', 'unknown command `chek`', 'did you mean `check`?'],
    ['check --frmat json', 'unknown option `--frmat`', 'did you mean `--format`?'],
    ['check --nothing', 'unknown option `--nothing`', '`tidegate check --help` lists all options, with examples'],
    ['replay', 'missing required argument `file`', '`tidegate replay --help` lists all options, with examples'],
    ['compile a.policy', 'required option `-o, --output <file>` not specified', '`tidegate compile --help` lists'],
    ['check policies/sit.policy', '`policies/sit.policy`: no such file', 'did you mean `policies/site.policy`?'],
    ['check policies', '`policies` is a folder', 'name the .policy files in it'],
    ['plan policies', '`policies` is a folder', 'name the .policy file in it'],
    ['replay access.log policies/site.policy', '`access.log` is not a policy file', 'the policy comes first'],
    ['replay policies/site.policy access.log ./access.log', '`./access.log` is given twice', 'give it once'],
    ['replay policies/site.policy binary.log', '`binary.log` is not a text file', 'logs are text files'],
    ['replay policies/site.policy noise.log', '`noise.log` is not a text file', 'logs are text files'],
    [
      'replay policies/site.policy greek.log',
      'unknown log format of `greek.log`; its first line is: Ένα\n',
      'describe',
    ],
    ['replay policies/site.policy - -', 'standard input can be read only once', 'use `-` only once'],
  ])('tidegate %s', async (line, message, help) => {
    const { code, out, err } = await runCommand(line.split(' '), folder)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^tidegate: .*\n {2}help: .*\n$/)
    expect(err).toContain(`tidegate: ${message}`)
    expect(err).toContain(`help: ${help}`)
  })

  it('shows the first of many errors of a policy, and where all are', async () => {
    const { code, err } = await runCommand(['plan', 'wrong.policy'], folder)
    expect(code).toBe(2)
    expect(err.split('error[TG201]')).toHaveLength(6)
    expect(err).toContain('`wrong.policy` has 9 errors')
    expect(err).toContain('`tidegate check wrong.policy` shows all findings, including 4 more errors')
  })
})

describe('usageError', () => {
  it('quotes every name that it suggests', () => {
    const text = "error: unknown option '--x'\n(Did you mean one of --xa, --xb?)\n"
    expect(usageError(text, ['--x'], ['check'])).toBe(
      'tidegate: unknown option `--x`\n  help: did you mean `--xa` or `--xb`?\n',
    )
  })
})
