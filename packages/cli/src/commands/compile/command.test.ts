import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGate, readPlan } from '@tidegate/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-compile-'))
  await writeFile(join(folder, 'bad.txt'), '192.0.2.0/24')
  await writeFile(join(folder, 'a.policy'), 'list bad = file "bad.txt"\nblock ip in bad')
})
afterEach(() => rm(folder, { recursive: true }))

describe('a compiled policy', () => {
  it('decides without the files that it was compiled from', async () => {
    expect((await runCommand(['compile', 'a.policy', '-o', 'a.json'], folder)).code).toBe(0)
    await rm(join(folder, 'bad.txt'))
    const read = readPlan(await readFile(join(folder, 'a.json'), 'utf8'))
    if (read.kind === 'fault') throw new Error(read.fault)
    const gate = createGate(read.plan)
    const outcome = (peer: string): string => gate.decide({ method: 'GET', target: '/', headers: [], peer }).outcome
    expect([outcome('192.0.2.1'), outcome('198.51.100.1')]).toEqual(['block', 'pass'])
  })

  it('goes to standard output with `-o -`', async () => {
    const { out } = await runCommand(['compile', 'a.policy', '-o', '-'], folder)
    expect(readPlan(out).kind).toBe('plan')
  })

  it('leaves no temporary file if it cannot be written', async () => {
    expect((await runCommand(['compile', 'a.policy', '-o', '.'], folder)).code).toBe(2)
    expect(await readdir(folder)).toEqual(['a.policy', 'bad.txt'])
  })
})
