import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-watch-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('watching tests', () => {
  it('runs again when the policy changes, survives an invalid one, and exits with the last result', async () => {
    const policy = join(folder, 'a.policy')
    await writeFile(policy, 'block ip in 192.0.2.1')
    await writeFile(join(folder, 'a.test.yaml'), 'tests: [{ name: a, ip: 192.0.2.1, expect: block }]')
    const controller = new AbortController()
    const outputs: string[] = []
    const errors: string[] = []
    let edits = 0
    const result = await runCommand(['test', '--watch'], folder, {
      signal: controller.signal,
      err: (text) => void errors.push(text),
      out: (text) => {
        outputs.push(text)
        if (!text.includes('waiting')) return
        edits += 1
        if (edits === 1) void writeFile(policy, 'block ip in 192.0.2.')
        if (edits === 2) void writeFile(policy, 'block ip in 192.0.2.2 # another')
        if (edits === 3) controller.abort()
      },
    })
    expect(outputs.filter((text) => / passed/.test(text))).toEqual([
      '1 passed (1 request)\n',
      '0 passed, 1 failed (1 request)\n',
    ])
    expect(errors.join('')).toContain('has an error')
    expect(result.code).toBe(1)
  })
})
