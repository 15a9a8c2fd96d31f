import { execFile, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleCli } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const node = [process.execPath, bundleCli().main] as const

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-process-'))
  writeFileSync(join(folder, 'good.policy'), 'block ip in 192.0.2.1')
  writeFileSync(join(folder, 'bad.policy'), 'block bot in serch')
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number | string | null
  readonly out: string
  readonly err: string
}

function runProcess(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env['PATH'], ...env }, maxBuffer: 64 * 1_024 * 1_024 }
    execFile(node[0], [...node.slice(1), ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), out, err })
    })
  })
}

function shell(command: string): Promise<Ended> {
  const tidegate = node.map((word) => `'${word}'`).join(' ')
  return new Promise((resolve) => {
    execFile('bash', ['-c', command.replaceAll('tidegate', tidegate)], { cwd: folder }, (error, out, err) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), out, err })
    })
  })
}

describe('the process', () => {
  it.each([
    [['check', 'good.policy'], 0],
    [['check', 'bad.policy'], 1],
    [['check', 'missing.policy'], 2],
    [['check'], 2],
    [['chek'], 2],
    [['check', 'good.policy', '--unknown'], 2],
    [['--help'], 0],
    [['check', '--help'], 0],
    [[], 0],
  ])('runs %j and exits with %i', async (args, code) => {
    expect((await runProcess(args)).code).toBe(code)
  })

  it('prints the version of its package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect((await runProcess(['--version'])).out.trim()).toBe(version)
  })

  it('shows errors on standard error and results on standard output', async () => {
    const wrong = await runProcess(['explain', 'bad.policy', '--ip', '192.0.2.1'])
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect(wrong.err).toContain('TG201')
    expect(await runProcess(['check', 'good.policy'])).toMatchObject({ code: 0, err: '' })
  })

  it('uses colour only on a terminal or if it is requested', async () => {
    const escape = '\u001b['
    expect((await runProcess(['check', 'bad.policy'])).out).not.toContain(escape)
    expect((await runProcess(['check', 'bad.policy'], { FORCE_COLOR: '1' })).out).toContain(escape)
    expect((await runProcess(['check', 'bad.policy'], { FORCE_COLOR: '1', NO_COLOR: '1' })).out).not.toContain(escape)
    expect((await runProcess(['check', 'bad.policy', '--no-color'], { FORCE_COLOR: '1' })).out).not.toContain(escape)
  })

  it('ends silently if the reader closes the pipe', async () => {
    const rules = Array.from(
      { length: 1_000 },
      (_, index) => `block ip in 192.0.2.${index % 256} and path in /p${index}`,
    )
    writeFileSync(join(folder, 'long.policy'), rules.join('\n'))
    const { out, err } = await shell('tidegate plan long.policy | head -1; echo "${PIPESTATUS[0]}"')
    expect(err).toBe('')
    expect(out.trim().split('\n')).toEqual([expect.stringContaining('long.policy'), '0'])
  })

  it('tells what it found to a pipe whose reader goes away', async () => {
    writeFileSync(join(folder, 'wrong.policy'), 'block bot in serch\n'.repeat(1_000))
    const { out, err } = await shell('tidegate check wrong.policy | head -1; echo "${PIPESTATUS[0]}"')
    expect(err).toBe('')
    expect(out.trim().split('\n')).toEqual([expect.stringContaining('TG201'), '1'])
    const quiet = await shell('{ tidegate check missing.policy; echo "$?" >&3; } 2>&1 3>code | true; cat code')
    expect(quiet.out.trim()).toBe('2')
  })

  it('gives file names relative to the root of the repository in annotations', async () => {
    mkdirSync(join(folder, 'policies'))
    writeFileSync(join(folder, 'policies', 'bad.policy'), 'block bot in serch')
    const inFolder = `cd policies && GITHUB_WORKSPACE="$OLDPWD" tidegate check bad.policy`
    expect((await shell(`${inFolder} --format github`)).out).toContain('file=policies/bad.policy,line=1')
    expect((await shell(`${inFolder} --format sarif`)).out).toContain('"uri": "policies/bad.policy"')
    expect((await shell(`${inFolder}`)).out).toContain('--> bad.policy:1:14')
    expect(
      (await shell(`cd policies && GITHUB_WORKSPACE=/elsewhere tidegate check bad.policy --format github`)).out,
    ).toContain('file=bad.policy,')
  })

  it.skipIf(process.platform !== 'linux')('exits with 2 if its results cannot be written', async () => {
    const { code, err } = await shell('tidegate check good.policy > /dev/full')
    expect({ code, err }).toEqual({ code: 2, err: 'tidegate: cannot write to standard output (ENOSPC)\n' })
  })

  it('reads standard input to its end, even if it is empty', async () => {
    expect(await shell('tidegate fmt --stdin < /dev/null')).toEqual({ code: 0, out: '', err: '' })
    const imported = await shell('tidegate import cidr-list - < /dev/null')
    expect([imported.code, imported.out]).toEqual([1, expect.stringContaining('# imported from standard input')])
    const { code, out } = await shell(`yes 'block ip in 192.0.2.1' | head -2000 | tidegate fmt --stdin | wc -l`)
    expect([code, out.trim()]).toEqual([0, '2000'])
  })

  it('refuses a policy that is too large, and an empty one', async () => {
    writeFileSync(join(folder, 'huge.policy'), `# ${'x'.repeat(9 * 1_024 * 1_024)}`)
    writeFileSync(join(folder, 'empty.policy'), '')
    const huge = await runProcess(['check', 'huge.policy'])
    expect(huge.code).toBe(2)
    expect(huge.err).toMatch(/larger than/)
    expect(huge.err).not.toContain('internal error')
    const empty = await runProcess(['check', 'empty.policy'])
    expect(empty).toMatchObject({ code: 1, err: '' })
    expect(empty.out).toContain('TG312')
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'reports a file without permission to read it',
    async () => {
      chmodSync(join(folder, 'good.policy'), 0)
      const { code, err } = await runProcess(['check', 'good.policy'])
      expect(code).toBe(2)
      expect(err).toContain('permission denied')
    },
  )

  it('exits with 2 when it is interrupted while it waits', async () => {
    const child = spawn(node[0], [...node.slice(1), 'doctor', '--listen', '0'], { cwd: folder })
    let err = ''
    const code = await new Promise((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString()
        if (chunk.toString().includes('waiting')) child.kill('SIGINT')
      })
      child.on('exit', resolve)
    })
    expect([code, err.includes('interrupted')]).toEqual([2, true])
  })

  it('ends at once when it is interrupted during synchronous work', async () => {
    const policy = (seed: number): string =>
      Array.from({ length: 60 }, (_, index) => {
        const term = (part: number): string =>
          `(header("a${(index * part + seed) % 8}") contains "${String.fromCharCode(97 + ((index + part) % 8), 97 + ((index * seed) % 8))}" and target in /*${'abc'[part]}*/z${index}_${part}**)`
        return `block (${[0, 1, 2].map(term).join(' or ')}) unless agent ends with "${'abcdef'[(index * seed) % 6]}" as "r${index}"\n`
      }).join('')
    writeFileSync(join(folder, 'one.policy'), policy(3))
    writeFileSync(join(folder, 'other.policy'), policy(5))
    const args = ['diff', 'one.policy', 'other.policy', '--budget', '1000000000']
    const child = spawn(node[0], [...node.slice(1), ...args], { cwd: folder })
    const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)))
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    child.kill('SIGINT')
    expect(await ended).toBe('SIGINT')
  })

  it('exits a watch with the result of its last run', async () => {
    writeFileSync(join(folder, 'good.test.yaml'), 'tests: [{ name: a, ip: 192.0.2.1, expect: block }]')
    const child = spawn(node[0], [...node.slice(1), 'test', '--watch'], { cwd: folder })
    const code = await new Promise((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('waiting')) child.kill('SIGINT')
      })
      child.on('exit', resolve)
    })
    expect(code).toBe(0)
  })
})
