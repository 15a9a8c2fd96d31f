import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../testing/run-command.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-yield-'))
  writeFileSync(join(folder, 'a.policy'), 'block ip in 192.0.2.1')
  writeFileSync(
    join(folder, 'a.test.yaml'),
    'tests: [{ name: long, ip: 192.0.2.9, steps: [{ repeat: 1000000, expect: pass }] }]',
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('long work', () => {
  it.each([
    ['check', 'a.policy'],
    ['fmt', 'a.policy'],
  ])('can be interrupted between files: %s', async (...args) => {
    const ended = await runCommand(args, folder, { signal: AbortSignal.abort() })
    expect(ended).toEqual({ code: 2, out: '', err: 'tidegate: interrupted\n' })
  })

  it.each([
    ['explain', 'a.policy', '--ip', '192.0.2.9', '--repeat', '1000000'],
    ['test', 'a.test.yaml'],
  ])('can be interrupted: %s', async (...args) => {
    const controller = new AbortController()
    let calls = 0
    const nowMs = (): number => {
      calls += 1
      // Like a signal, the interruption arrives in the next turn of the event loop, while the command is working.
      if (calls === 1_000) setImmediate(() => controller.abort())
      return Date.UTC(2026, 10, 18, 10) + calls
    }
    const ended = await runCommand(args, folder, { signal: controller.signal, nowMs })
    expect(ended).toEqual({ code: 2, out: '', err: 'tidegate: interrupted\n' })
  })
})
