import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLineWriter, type LineWriterOptions } from './line-writer.ts'

let folder: string
let problems: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-lines-'))
  problems = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (name: string, more: Partial<LineWriterOptions> = {}) =>
  createLineWriter({ file: join(folder, name), title: 'test log', onProblem: (text) => problems.push(text), ...more })
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

describe('a writer of lines', () => {
  it('appends in order, with permissions for the group to read, and repairs a line that was cut', async () => {
    writeFileSync(join(folder, 'a.log'), 'whole\ncu')
    const writer = open('a.log')
    for (let count = 0; count < 20_000; count++) writer.write(`${count}\n`)
    await writer.close()
    expect(text('a.log')).toBe(`whole\ncu\n${Array.from({ length: 20_000 }, (_, count) => `${count}\n`).join('')}`)
    await open('new.log').close()
    expect(statSync(join(folder, 'new.log')).mode & 0o137).toBe(0)
    expect(writer.stats()).toEqual({ written: 20_001, dropped: 0, waitingBytes: 0 })
  })

  it('goes on in a new file after a rotation', async () => {
    const writer = open('a.log', { head: () => 'head\n' })
    writer.write('one\n')
    await writer.flush(10_000)
    renameSync(join(folder, 'a.log'), join(folder, 'a.log.1'))
    writer.reopen()
    writer.write('two\n')
    await writer.close()
    expect([text('a.log.1'), text('a.log')]).toEqual(['head\none\n', 'head\ntwo\n'])
  })

  it('begins a new file at a size, and keeps as many as it should', async () => {
    const writer = open('a.log', { maxFileBytes: 100, keptFiles: 2 })
    for (let count = 0; count < 5; count++) {
      writer.write(`${String(count).repeat(99)}\n`)
      await writer.flush(10_000)
    }
    writer.write('end\n')
    await writer.close()
    expect(readdirSync(folder).toSorted()).toEqual(['a.log', 'a.log.1', 'a.log.2'])
    expect([text('a.log'), text('a.log.1')[0], text('a.log.2')[0]]).toEqual(['end\n', '4', '3'])
  })

  it('drops, counts and marks what a slow reader leaves no room for, and never waits for it', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const reader = spawn('sh', ['-c', `exec 3<"${pipe}"; read go; cat <&3`], { stdio: ['pipe', 'pipe', 'inherit'] })
    let read = ''
    reader.stdout.on('data', (chunk: Buffer) => (read += chunk.toString()))
    let writer: ReturnType<typeof open> | undefined
    for (let tries = 0; writer === undefined && tries < 1_000; tries++) {
      try {
        writer = open('pipe', { maxWaitingBytes: 200_000, gap: (dropped) => `dropped ${dropped}\n` })
      } catch {
        // The reader has not opened the pipe yet.
        await wait(10)
      }
    }
    const line = `${'x'.repeat(999)}\n`
    for (let count = 0; count < 500; count++) writer!.write(line)
    await writer!.flush(300)
    for (let count = 0; count < 500; count++) writer!.write(line)
    const { dropped, waitingBytes } = writer!.stats()
    expect(dropped).toBeGreaterThan(500)
    expect(waitingBytes).toBeLessThanOrEqual(200_000)
    expect(problems).toEqual([
      expect.stringMatching(/^test log: lines are dropped, because more than 200000 bytes wait/),
    ])
    reader.stdin.end('go\n')
    await writer!.flush(20_000)
    writer!.write('last\n')
    await writer!.close()
    await once(reader, 'close')
    const lines = read.trimEnd().split('\n')
    const gaps = lines.flatMap((each) => (each.startsWith('dropped ') ? [Number(each.slice(8))] : []))
    expect(gaps.reduce((sum, each) => sum + each, 0)).toBe(dropped)
    expect(lines.filter((each) => each === line.trim())).toHaveLength(1_000 - dropped)
    expect(lines).toHaveLength(1_000 - dropped + gaps.length + 1)
    expect(lines.slice(-2)).toEqual([`dropped ${gaps.at(-1)}`, 'last'])
  })

  it('reports a disk that is full, and goes on when it is not', async () => {
    const full = '/dev/full'
    if (!existsSync(full)) return
    const writer = createLineWriter({ file: full, title: 'test log', onProblem: (each) => problems.push(each) })
    writer.write('one\n')
    await writer.close(200)
    expect(problems).toEqual([
      expect.stringMatching(/cannot write `\/dev\/full` \(ENOSPC\); lines wait/),
      'test log: 1 lines could not be written before the end',
    ])
    expect(writer.stats().dropped).toBe(1)
  })

  it('says which file it cannot open, and why', () => {
    expect(() => open('none/a.log')).toThrow(/cannot open the test log `.*none\/a\.log` \(ENOENT\)/)
  })

  it('writes to standard output without keeping the process waiting for its reader', async () => {
    const module = fileURLToPath(new URL('line-writer.ts', import.meta.url))
    const code = `import { createLineWriter } from ${JSON.stringify(module)}
const writer = createLineWriter({ file: '-', title: 'test log', maxWaitingBytes: 100_000, onProblem: () => {} })
for (let count = 0; count < 1000; count++) writer.write('x'.repeat(999) + '\\n')
const startMs = performance.now()
await new Promise((resolve) => setTimeout(resolve, 200))
console.error(writer.stats().dropped > 500)
await writer.close(50)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [status] = (await once(child, 'exit')) as [number]
    expect([status, said.trim()]).toEqual([0, 'true'])
    child.stdout.destroy()
  })
})
