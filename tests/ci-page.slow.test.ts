import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleCli, findProgram } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../scripts/public-packages.ts'

const page = readFileSync(join(root, 'docs/ci.md'), 'utf8')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }

/** The YAML block of the page whose first line names a file. */
function blockOf(file: string): unknown {
  const [, text] = new RegExp(`\`\`\`yaml\n# ${file.replaceAll('.', '\\.')}\n([^]*?)\`\`\``).exec(page) ?? []
  return parse(text ?? '')
}

let scratch = ''
let site = ''

const environment = (extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: `${join(scratch, 'bin')}:${process.env['PATH']}`,
  HOME: scratch,
  SCRATCH: scratch,
  GIT_CONFIG_NOSYSTEM: '1',
  ...extra,
})

function git(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
  return execFileSync('git', [...who, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(),
    stdio: 'pipe',
  }).trim()
}

function commit(folder: string): string {
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'x')
  return git(folder, 'rev-parse', 'HEAD')
}

/** Writes a program in place of one that would ask a registry or a host. */
function standIn(name: string, script: string): void {
  writeFileSync(join(scratch, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tidegate-ci-'))
  site = join(scratch, 'site')
  mkdirSync(join(scratch, 'bin'))
  cpSync(join(root, 'docs/ci/before'), site, { recursive: true })
  git(scratch, 'init', '--quiet', '--initial-branch', 'main', site)
  standIn('tidegate', `exec '${process.execPath}' '${bundleCli().main}' "$@"`)
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

it('names one version everywhere', () => {
  const files = ['docs/ci.md', '.pre-commit-hooks.yaml'].map((file) => readFileSync(join(root, file), 'utf8'))
  const named = files.flatMap((text) => [
    ...text.matchAll(/@tidegate\/cli@(\d[\w.-]*)|tidegate\/tidegate@v(\d[\w.-]*)|^ +rev: v(\d[\w.-]*)/gm),
  ])
  expect(named.length).toBeGreaterThan(6)
  expect(new Set(named.map(([, one, two, three]) => one ?? two ?? three))).toEqual(new Set([version]))
})

describe('the job for GitLab', () => {
  const { policy } = blockOf('.gitlab-ci.yml') as {
    readonly policy: {
      readonly script: readonly string[]
      readonly artifacts: { readonly paths: readonly string[]; readonly reports: object }
    }
  }

  /** GitLab runs all lines of a job in one shell that ends at the first failure. */
  function runJob(extra: NodeJS.ProcessEnv): number | null {
    standIn('npm', 'printf "%s\\n" "$@" >"$SCRATCH/npm"')
    standIn('curl', 'printf "%s\\n" "$@" >"$SCRATCH/curl"')
    writeFileSync(join(scratch, 'job.sh'), policy.script.join('\n'))
    return spawnSync('bash', ['-eo', 'pipefail', join(scratch, 'job.sh')], { cwd: site, env: environment(extra) })
      .status
  }

  it('fails for an edit that opens a hole, with the table, a report and a comment', () => {
    const base = commit(site)
    cpSync(join(root, 'docs/ci/after'), site, { recursive: true })
    commit(site)
    const host = { CI_API_V4_URL: 'https://gitlab.example.com/api/v4', CI_PROJECT_ID: '3', CI_MERGE_REQUEST_IID: '4' }
    const code = runJob({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_PROJECT_DIR: site, TIDEGATE_TOKEN: 'x', ...host })
    expect(code).toBe(1)
    expect(policy.artifacts).toMatchObject({
      paths: ['tidegate-review.md'],
      reports: { codequality: 'gl-code-quality-report.json' },
    })
    expect(readFileSync(join(site, 'tidegate-review.md'), 'utf8')).toContain('❌ diff | **now lets in**')
    expect(JSON.parse(readFileSync(join(site, 'gl-code-quality-report.json'), 'utf8'))).toEqual([])
    expect(readFileSync(join(scratch, 'curl'), 'utf8')).toContain(
      `${host.CI_API_V4_URL}/projects/3/merge_requests/4/notes`,
    )
  })

  it('passes for an edit without findings, and needs no token', () => {
    const base = commit(site)
    expect(runJob({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_PROJECT_DIR: site })).toBe(0)
    expect(existsSync(join(scratch, 'curl'))).toBe(false)
  })
})

interface Hook {
  readonly id: string
  readonly entry: string
}

const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[]
const preCommit = findProgram('pre-commit')

describe.skipIf(preCommit === undefined)('the hooks for pre-commit', () => {
  /** Runs the hooks of the page from a repository that has our `.pre-commit-hooks.yaml`. */
  function runHooks(...args: readonly string[]): { readonly code: number | null; readonly out: string } {
    const { status, stdout } = spawnSync(preCommit!, ['run', '--all-files', '--verbose', ...args], {
      cwd: site,
      encoding: 'utf8',
      env: environment({ PRE_COMMIT_HOME: join(scratch, 'cache') }),
    })
    return { code: status, out: stdout }
  }

  function install(ids?: readonly string[]): void {
    // The command of a hook is `npx --yes @tidegate/cli@VERSION …`.
    standIn('npx', '[ "$1 $2" = "--yes @tidegate/cli@' + version + '" ] || exit 9\nshift 2\nexec tidegate "$@"')
    const ours = join(scratch, 'ours')
    mkdirSync(ours)
    cpSync(join(root, '.pre-commit-hooks.yaml'), join(ours, '.pre-commit-hooks.yaml'))
    git(scratch, 'init', '--quiet', ours)
    const rev = commit(ours)
    const { repos } = blockOf('.pre-commit-config.yaml') as {
      readonly repos: readonly { readonly hooks: readonly Hook[] }[]
    }
    const config = {
      repos: repos.map((repo) => ({ ...repo, repo: ours, rev, hooks: ids?.map((id) => ({ id })) ?? repo.hooks })),
    }
    writeFileSync(join(site, '.pre-commit-config.yaml'), JSON.stringify(config))
    commit(site)
  }

  it('pass for a good project, and find errors, failed tests and another layout', () => {
    install()
    expect(runHooks()).toMatchObject({ code: 0 })
    writeFileSync(join(site, 'site.policy'), 'block   path in /a\n')
    const { code, out } = runHooks()
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringMatching(/tidegate fmt[^]*files were modified/) as string,
    })
    expect(out).toMatch(/tidegate test[^]*the admin pages are closed/)
    expect(readFileSync(join(site, 'site.policy'), 'utf8')).toBe('block path in /a\n')
  })

  it('show on request what an edit changes', () => {
    install(hooks.map(({ id }) => id))
    cpSync(join(root, 'docs/ci/after'), site, { recursive: true })
    const { code, out } = runHooks('--hook-stage', 'manual', 'tidegate-diff')
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('now lets in') as string })
  })
})
