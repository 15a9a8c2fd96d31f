import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleCli } from '@tidegate/test-support'
import { generateLog } from '@tidegate/access-logs/testing'
import { runCommand } from '../../testing/run-command.ts'

const { main } = bundleCli()
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-replay-'))
  const log = Buffer.from([...generateLog({ lines: 3_000, hours: 1 })].join(''), 'latin1')
  writeFileSync(join(folder, 'site.policy'), 'limit 3 per minute per ip  as "visitors"\n')
  writeFileSync(join(folder, 'other.policy'), 'limit 4 per minute per ip  as "visitors"\n')
  writeFileSync(join(folder, 'access.log'), log)
  writeFileSync(join(folder, 'access.log.gz'), gzipSync(log))
  writeFileSync(join(folder, 'cut.log.gz'), gzipSync(log).subarray(0, 20_000))
  writeFileSync(join(folder, 'secret.log'), log)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, 'replay', ...args], { cwd: folder })
}

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Returns the output and the exit code of a process. */
async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { out: '', err: '' }
  child.stdout!.on('data', (bytes: Buffer) => (texts.out += bytes.toString()))
  child.stderr!.on('data', (bytes: Buffer) => (texts.err += bytes.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, ...texts }
}

describe('tidegate replay', () => {
  it('writes the HTML file in addition to the report', async () => {
    const { code, out, err } = await runCommand(
      ['replay', 'site.policy', 'access.log', '--html', 'report.html'],
      folder,
    )
    expect({ code, err }).toEqual({ code: 0, err: 'written to report.html\n' })
    expect(out).toContain('3,000 of 3,000 lines processed')
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/)
  })

  it('reads standard input, compressed or not', async () => {
    const outputs = await Promise.all(
      ['access.log', 'access.log.gz'].map(async (name) =>
        runCommand(['replay', 'site.policy', '-', '--json'], folder, {
          stdin: async function* () {
            yield readFileSync(join(folder, name))
          },
        }),
      ),
    )
    expect(outputs[0]!.code).toBe(0)
    expect(outputs[1]!.out).toBe(outputs[0]!.out)
  })

  it('exits with 1 on a difference only with `--fail-on-difference`', async () => {
    const codes = await Promise.all(
      [[], ['--fail-on-difference']].map(
        async (flags) =>
          (await runCommand(['replay', 'site.policy', 'access.log', '--against', 'other.policy', ...flags], folder))
            .code,
      ),
    )
    expect(codes).toEqual([0, 1])
  })

  it('reports a truncated log, prints the report so far, and exits with 2', async () => {
    const { code, out } = await runCommand(['replay', 'site.policy', 'cut.log.gz'], folder)
    expect(code).toBe(2)
    expect(out).toContain('decompression failed: unexpected end of file')
    expect(out).toContain('incomplete: this report covers only what was read')
  })

  it('shows progress on a terminal if the work takes longer than a second', async () => {
    let nowMs = 0
    const logs = Array.from({ length: 6 }, (_, index) => `access.log.${index}`)
    for (const log of logs) copyFileSync(join(folder, 'access.log'), join(folder, log))
    const { err } = await runCommand(['replay', 'site.policy', ...logs, '--json'], folder, {
      interactive: true,
      nowMs: () => (nowMs += 400),
    })
    const shown = err.split('\r\u001b[K')
    expect(shown.length).toBeGreaterThan(2)
    expect(shown[1]).toMatch(/^[█▏▎▍▌▋▊▉]+ *\d+ % {2}[\d,]+ lines, [\d,]+ per second, .+ left$/)
    expect(shown.at(-1)).toBe('')
  })

  it.skipIf(process.getuid?.() === 0)('reports a log without permission to read it', async () => {
    chmodSync(join(folder, 'secret.log'), 0)
    const { code, err } = await runCommand(['replay', 'site.policy', 'secret.log'], folder)
    expect({ code, err }).toEqual({
      code: 2,
      err: 'tidegate: `secret.log`: permission denied\n  help: give the current user permission to read it\n',
    })
  })

  it('uses the format in tidegate.yaml', async () => {
    writeFileSync(join(folder, 'tidegate.yaml'), "logFormat: '$remote_addr|$msec|$request'\n")
    writeFileSync(join(folder, 'own.log'), '203.0.113.9|1794996000|GET / HTTP/1.1\n')
    const { code, out } = await runCommand(['replay', 'site.policy', 'own.log'], folder)
    rmSync(join(folder, 'tidegate.yaml'))
    expect(code).toBe(0)
    expect(out).toContain('1 of 1 line processed')
  })

  it('ends silently if the reader closes the pipe', async () => {
    const child = start(['site.policy', 'access.log', '--json', '--top', '100'])
    child.stdout!.once('data', () => child.stdout!.destroy())
    const { err } = await ended(child)
    expect(err).toBe('')
  })

  it('prints the report so far when it is interrupted while it waits for more input', async () => {
    const child = start(['site.policy', '-'])
    const result = ended(child)
    // If the program ended at once, its output would tell more than the error of the closed pipe.
    child.stdin!.on('error', () => {})
    // A pipe buffers 64 KiB: after everything is written, the program has read the rest. Standard input stays open.
    await new Promise((resolve) => child.stdin!.write(readFileSync(join(folder, 'access.log')), resolve))
    child.kill('SIGINT')
    const { code, out, err } = await result
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(out).toContain('incomplete: this report covers only what was read')
    expect(out).toMatch(/\n(?:2,\d{3}|3,000) of (?:2,\d{3}|3,000) lines processed/)
  })
})
