import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

let folder = ''
/** The temporary folder of this suite, in which no other suite writes. */
let scratch = ''

/** Runs git in the test's repository, without the configuration of this user. */
function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'protocol.file.allow=always']
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  return execFileSync('git', [...who, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

function commit(): void {
  git('add', '--all')
  git('commit', '--quiet', '--message', 'x')
}

const diff = (...args: readonly string[]): ReturnType<typeof runCommand> => runCommand(['diff', ...args], folder)
const large = '192.0.2.0/24\n'
const pointerOf = (text: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash('sha256').update(text).digest('hex')}\nsize ${text.length}\n`

describe('tidegate diff --git', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-git-'))
    scratch = mkdtempSync(join(tmpdir(), 'tidegate-git-scratch-'))
    vi.stubEnv('TMPDIR', scratch)
    git('init', '--quiet', '--initial-branch', 'main')
    write({
      'site.policy':
        'include "parts/*.policy"\nlist office = file "lists/office.txt"\nallow only ip in office when path in /admin/**\n',
      'parts/api.policy': 'limit 100 per minute per ip  when path in /api/**  as "api"\n',
      'parts/old.policy': 'block path in /old/**\n',
      'lists/office.txt': '203.0.113.0/24\n',
      'large.policy': 'list big = file "big.txt"\nblock ip in big\n',
      'big.txt': pointerOf(large),
      'deep/policies/deep.policy': 'list shared = file "../lists/shared.txt"\nblock ip in shared\n',
      'deep/lists/shared.txt': '198.51.100.0/24\n',
      'deep/tidegate.yaml': 'policy: policies/deep.policy\nroot: .\n',
      'wrong.policy': 'blok path in /x\n',
    })
    symlinkSync('site.policy', join(folder, 'linked.policy'))
    commit()
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    for (const each of [folder, scratch]) rmSync(each, { recursive: true, force: true })
  })

  it('reads the included files and lists of that revision, and finds nothing without an edit', async () => {
    expect(await diff('--git', 'main', 'site.policy')).toMatchObject({
      code: 0,
      out: 'equal: main:site.policy and site.policy decide every request the same\n',
    })
  })

  it('finds what an edit of an included file and of a list lets through, and leaves everything as it is', async () => {
    write({
      'lists/office.txt': '203.0.112.0/23\n',
      'parts/api.policy': '# no limits\n',
      'parts/new.policy': 'block path in /new\n',
    })
    rmSync(join(folder, 'parts/old.policy'))
    // `git status` itself may refresh the index, so it comes first, and last.
    const status = git('status', '--porcelain')
    const indexMs = statSync(join(folder, '.git/index')).mtimeMs
    const { out, code } = await diff('--git', 'HEAD', 'site.policy', '--json')
    const report = JSON.parse(out) as {
      looser: boolean
      classes: { where: string[]; to: { kind: string } }[]
      limits: object[]
    }
    expect(code).toBe(1)
    expect(report.looser).toBe(true)
    expect(report.classes.map(({ where, to }) => `${where.join()} ${to.kind}`).toSorted()).toEqual([
      'from 203.0.112.0/24,to /admin/** pass',
      'to /new block',
      'to /old/** pass',
    ])
    expect(report.limits).toMatchObject([{ limit: 'api', in: ['a'] }])
    expect(statSync(join(folder, '.git/index')).mtimeMs).toBe(indexMs)
    expect(git('status', '--porcelain')).toBe(status)
    expect(readdirSync(scratch)).toEqual([])
    expect((await diff('--git', 'HEAD', 'linked.policy', '--json')).out).toContain('203.0.112.0/24')
    git('checkout', '--quiet', '.')
    git('clean', '--quiet', '--force')
  })

  it('compares with the old name of a policy that was renamed, or with the one that is written', async () => {
    git('mv', 'site.policy', 'web.policy')
    expect(await diff('--git', 'HEAD', 'web.policy')).toMatchObject({ code: 0, err: '' })
    expect((await diff('--git', 'HEAD:large.policy', 'web.policy')).err).toMatch(/`big\.txt` is stored with Git LFS/)
    git('mv', 'web.policy', 'site.policy')
    write({ 'fresh.policy': 'block path in /a\n' })
    expect(await diff('--git', 'HEAD', 'fresh.policy')).toMatchObject({
      code: 2,
      err: expect.stringContaining('did not exist at `HEAD`') as string,
    })
  })

  it('reads what Git LFS stores from its copy on this machine, and says if there is none', async () => {
    write({ 'big.txt': large })
    const { code, err } = await diff('--git', 'HEAD', 'large.policy')
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('git lfs fetch origin') as string })
    const id = createHash('sha256').update(large).digest('hex')
    write({ [`.git/lfs/objects/${id.slice(0, 2)}/${id.slice(2, 4)}/${id}`]: large })
    expect(await diff('--git', 'HEAD', 'large.policy')).toMatchObject({ code: 0, err: '' })
  })

  it('takes `root` from the tidegate.yaml of that revision', async () => {
    expect(await runCommand(['diff', '--git', 'main'], join(folder, 'deep'))).toMatchObject({ code: 0, err: '' })
  })

  it('says that a file is in a submodule', async () => {
    const other = mkdtempSync(join(tmpdir(), 'tidegate-git-'))
    try {
      execFileSync('git', ['init', '--quiet', other])
      execFileSync(
        'git',
        ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'x'],
        { cwd: other },
      )
      git('submodule', '--quiet', 'add', other, 'vendor')
      write({ 'vendor/v.policy': 'block path in /v\n', 'outer.policy': 'include "vendor/v.policy"\n' })
      commit()
      const { code, err } = await diff('--git', 'HEAD', 'outer.policy')
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining('`vendor` is a submodule at `HEAD`') as string,
      })
      // Also if the policy itself is in it.
      const inside = await diff('--git', 'HEAD', 'vendor/v.policy')
      expect(inside.err).toContain('`vendor` is a submodule at `HEAD`')
      // In the submodule, a tidegate.yaml of the repository around it has no revision, and is as it is now.
      write({ 'tidegate.yaml': 'policy: site.policy\n' })
      const vendor = join(folder, 'vendor')
      execFileSync('git', ['add', '--all'], { cwd: vendor })
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'x'], {
        cwd: vendor,
      })
      expect(await runCommand(['diff', '--git', 'HEAD', 'v.policy'], vendor)).toMatchObject({ code: 0, err: '' })
      expect(await runCommand(['review', '--git', 'HEAD', 'v.policy'], vendor)).toMatchObject({ code: 0, err: '' })
    } finally {
      rmSync(join(folder, 'tidegate.yaml'), { force: true })
      rmSync(other, { recursive: true, force: true })
    }
  })

  it('takes names of branches and files literally', async () => {
    const branch = 'a$(touch${IFS}x)\'"`touch${IFS}x`'
    git('branch', branch)
    write({ ':(top)*$(touch x)\n.policy': 'block path in /a\n' })
    commit()
    const file = ':(top)*$(touch x)\n.policy'
    expect((await diff('--git', branch, 'site.policy')).code).toBe(0)
    expect((await diff('--git', 'HEAD', file)).code).toBe(0)
    expect((await diff('--git=--output=x', 'site.policy')).code).toBe(2)
    expect(readdirSync(folder)).not.toContain('x')
  })

  it('says what is missing', async () => {
    const problems: readonly (readonly [readonly string[], RegExp])[] = [
      [['--git', 'nowhere', 'site.policy'], /`nowhere` is not a revision of this repository/],
      [['--git', 'HEAD', 'site.policy', 'web.policy'], /leave out the second file/],
      [['--git', 'HEAD:', 'site.policy'], /expected the path of a policy after the colon/],
      [['--git', 'HEAD', 'wrong.policy'], /has an error/],
      [['site.policy'], /missing required argument `b`/],
      [['site.policy', 'site.policy', '--fail-on', 'nothing'], /expected one of looser, any, never/],
      [['site.policy', 'site.policy', '--json', '--markdown'], /cannot be combined/],
    ]
    for (const [args, message] of problems) {
      const { code, err } = await diff(...args)
      expect({ args, code, err }).toMatchObject({ code: 2, err: expect.stringMatching(message) as string })
    }
    const outside = mkdtempSync(join(tmpdir(), 'tidegate-no-git-'))
    writeFileSync(join(outside, 'a.policy'), 'block path in /a\n')
    const { code, err } = await runCommand(['diff', '--git', 'HEAD', 'a.policy'], outside)
    rmSync(outside, { recursive: true })
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('not in a git repository') as string })
  })

  it('needs a working tree: says so in a bare repository, and in the folder `.git`', async () => {
    const bare = join(scratch, 'bare.git')
    git('clone', '--quiet', '--bare', '.', bare)
    writeFileSync(join(bare, 'site.policy'), 'block path in /a\n')
    writeFileSync(join(folder, '.git', 'site.policy'), 'block path in /a\n')
    for (const [where, message] of [
      [bare, 'this repository is bare: it has no working tree, whose policy could be compared'],
      [join(folder, '.git'), 'this folder belongs to git itself: it is not in the working tree'],
    ] as const) {
      const { code, err } = await runCommand(['diff', '--git', 'HEAD', 'site.policy'], where)
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(message) as string })
      expect(err).toContain('git worktree add')
    }
    rmSync(join(folder, '.git', 'site.policy'))
  })
})

describe('tidegate diff --fail-on looser', () => {
  const cases: readonly (readonly [string, string, string, 0 | 1])[] = [
    ['a new refusal', 'block path in /a', 'block path in /a, /b', 0],
    ['a request that passes now', 'block path in /a, /b', 'block path in /a', 1],
    ['another reply', 'block path in /a', 'block path in /a reply 404', 0],
    ['a lower limit', 'limit 9 per minute per ip as "x"', 'limit 5 per minute per ip as "x"', 0],
    ['a raised limit', 'limit 5 per minute per ip as "x"', 'limit 9 per minute per ip as "x"', 1],
    ['a removed limit', 'limit 5 per minute per ip as "x"\nblock path in /a', 'block path in /a', 1],
    ['an added limit', 'block path in /a', 'limit 5 per minute per ip as "x"\nblock path in /a', 0],
    [
      'an exemption',
      'limit 5 per minute per ip as "x"',
      'limit 5 per minute per ip as "x"\nexempt path in /a from limits',
      1,
    ],
    ['a limit without order', 'limit 100 per hour per ip as "x"', 'limit 5 per minute per ip as "x"', 1],
  ]
  it.each(cases)('%s', async (_, before, after, expected) => {
    const own = mkdtempSync(join(tmpdir(), 'tidegate-looser-'))
    try {
      writeFileSync(join(own, 'a.policy'), `${before}\n`)
      writeFileSync(join(own, 'b.policy'), `${after}\n`)
      const { code, out, err } = await runCommand(['diff', 'a.policy', 'b.policy', '--fail-on', 'looser'], own)
      expect({ code, out, err }).toMatchObject({ code: expected, err: '' })
      expect((await runCommand(['diff', 'a.policy', 'b.policy', '--fail-on', 'never'], own)).code).toBe(0)
    } finally {
      rmSync(own, { recursive: true, force: true })
    }
  })
})
