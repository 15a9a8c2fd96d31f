import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validateAction } from '@action-validator/core'
import { bundleCli } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../scripts/public-packages.ts'

interface Step {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string | number }>>
  readonly runs: { readonly steps: readonly Step[] }
}

const text = readFileSync(join(root, 'action.yml'), 'utf8')
const action = parse(text) as Action
const page = join(root, 'docs/ci.md')
const source = (side: string): string => join(root, 'docs/ci', side)
const mark = '<!-- tidegate review -->'

let scratch = ''
let site = ''

function git(...args: readonly string[]): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: site,
    env,
    stdio: 'pipe',
  })
}

function commit(): void {
  git('add', '--all')
  git('commit', '--quiet', '--message', 'x')
}

/** Makes the history that GitHub checks out for a pull request: a merge of the edit into the branch that it goes to. */
function openPullRequest(edit: () => void, branch = 'edit'): void {
  git('checkout', '--quiet', '-b', branch)
  edit()
  commit()
  git('checkout', '--quiet', 'main')
  git('merge', '--quiet', '--no-ff', '--message', 'merge', branch)
}

/** Programs in place of npm, which would ask a registry, and gh, which would ask GitHub: they write down what they were called with. */
function writeStandIns(comments: string): void {
  const bin = join(scratch, 'bin')
  mkdirSync(bin)
  const cli = `#!/bin/sh\nexec '${process.execPath}' '${bundleCli().main}' "$@"\n`
  writeFileSync(join(scratch, 'cli'), cli, { mode: 0o755 })
  writeFileSync(
    join(bin, 'npm'),
    `#!/bin/sh\nprintf '%s\\n' "$@" >"$SCRATCH/npm"\nmkdir -p "$3/node_modules/.bin"\ncp "$SCRATCH/cli" "$3/node_modules/.bin/tidegate"\n`,
    { mode: 0o755 },
  )
  writeFileSync(join(scratch, 'comments'), comments)
  writeFileSync(
    join(bin, 'gh'),
    `#!/bin/sh\nprintf '%s\\n' "$*" >>"$SCRATCH/gh"\n[ "$GH_TOKEN" != read-only ] || exit 1\ncase "$*" in *--paginate*) cat "$SCRATCH/comments" ;; esac\n`,
    { mode: 0o755 },
  )
}

interface Run {
  /** The failed step and its exit code; undefined if the job succeeds. */
  readonly failed: string | undefined
  readonly log: string
  readonly comment: string
  readonly gh: string
}

/** Runs the steps of the action as GitHub's runner does, with these inputs. */
function run(inputs: Readonly<Record<string, string>>, number = '7'): Run {
  const value = (name: string): string => inputs[name] ?? String(action.inputs[name]?.default ?? '')
  const outputs = new Map<string, string>()
  const expressions = (expression: string): string => {
    const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? []
    if (input !== undefined) return value(input)
    const [, output] = /^steps\.review\.outputs\.(\w+)$/.exec(expression) ?? []
    if (output !== undefined) return outputs.get(output) ?? ''
    if (expression === 'github.event.pull_request.number') return number
    if (expression === 'github.event.pull_request.base.sha || github.event.before') return ''
    throw new Error(`the test does not know \${{ ${expression} }}`)
  }
  const isOn = (condition: string | undefined): boolean => {
    if (condition === undefined) return true
    if (condition.startsWith("inputs.comment == 'true'")) return value('comment') === 'true' && number !== ''
    if (condition.startsWith("inputs.sarif == 'true'")) return value('sarif') === 'true'
    throw new Error(`the test does not know the condition ${condition}`)
  }
  const read = (name: string): string =>
    existsSync(join(scratch, name)) ? readFileSync(join(scratch, name), 'utf8') : ''
  let log = ''
  let failed: string | undefined
  for (const step of action.runs.steps) {
    if (step.run === undefined || !isOn(step.if)) continue
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, written]) => [
        name,
        written.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => expressions(expression)),
      ]),
    )
    writeFileSync(join(scratch, 'step.sh'), step.run)
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', join(scratch, 'step.sh')],
      {
        cwd: site,
        encoding: 'utf8',
        env: {
          PATH: `${join(scratch, 'bin')}:${process.env['PATH']}`,
          HOME: scratch,
          SCRATCH: scratch,
          RUNNER_TEMP: join(scratch, 'temp'),
          GITHUB_OUTPUT: join(scratch, 'output'),
          GITHUB_STEP_SUMMARY: join(scratch, 'summary'),
          GITHUB_REPOSITORY: 'example/site',
          GITHUB_WORKSPACE: site,
          ...env,
        },
      },
    )
    log += stdout + stderr
    for (const line of read('output').split('\n')) {
      const at = line.indexOf('=')
      if (at > 0) outputs.set(line.slice(0, at), line.slice(at + 1))
    }
    if (status !== 0) {
      failed = `${step.name} ${status}`
      break
    }
  }
  return { failed, log, comment: read('temp/tidegate-review.md'), gh: read('gh') }
}

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'tidegate-action-'))
  site = join(scratch, 'site')
  mkdirSync(join(scratch, 'temp'))
  cpSync(source('before'), site, { recursive: true })
  git('init', '--quiet', '--initial-branch', 'main')
  commit()
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const edit = (): void => cpSync(source('after'), site, { recursive: true })

describe('action.yml', () => {
  it('is valid, pins actions by commit, and writes no expression into a script', () => {
    expect(validateAction(text).errors).toEqual([])
    const { steps } = action.runs
    expect(
      steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^[\w-]+\/[\w/-]+@[\da-f]{40}$/.test(uses)),
    ).toEqual([])
    expect(steps.flatMap(({ run: script }) => script ?? []).filter((script) => script.includes('${{'))).toEqual([])
  })

  it('installs the version of this repository', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }
    expect(String(action.inputs['version']?.default)).toBe(version)
  })

  it('is described on the page, with every input', () => {
    const described = [...readFileSync(page, 'utf8').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
    expect(described).toEqual(expect.arrayContaining(Object.keys(action.inputs)))
  })
})

describe('a pull request that opens a hole', () => {
  it('fails, and its comment is the one on the page', () => {
    writeStandIns('')
    openPullRequest(edit)
    const { failed, comment, gh } = run({ logs: 'access.log', 'max-refused-ok': '10%', sarif: 'true' })
    expect(failed).toBe('Verdict 1')
    expect(comment.startsWith(mark)).toBe(true)
    expect(gh).toContain('--method POST repos/example/site/issues/7/comments --silent -F body=@')
    expect(readFileSync(join(scratch, 'summary'), 'utf8')).toBe(comment)
    expect(readFileSync(join(scratch, 'npm'), 'utf8')).toMatch(/^@tidegate\/cli@\d+\.\d+\.\d+$/m)
    expect(JSON.parse(readFileSync(join(scratch, 'temp/tidegate.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    const written = readFileSync(page, 'utf8')
    const shown = comment.replace(`${mark}\n`, '').trimEnd()
    const fresh = written.replace(/(?<=<!-- the comment -->\n)[^]*?(?=\n<!-- end -->)/, () => shown)
    if (process.env['TIDEGATE_GOLDEN'] === 'write') writeFileSync(page, fresh)
    else expect(written).toBe(fresh)
    expect(fresh).toContain(shown)
  })

  it('replaces its comment, and passes if it may', () => {
    writeStandIns('41\n42\n')
    openPullRequest(edit)
    const { failed, gh, comment } = run({ 'fail-on': 'never' })
    // The tests of the edited policy fail whatever --fail-on says.
    expect(failed).toBe('Verdict 1')
    expect(comment).not.toContain('❌ diff')
    expect(gh).toContain('--method PATCH repos/example/site/issues/comments/41 ')
  })

  it('passes without the hole, and needs no right to comment', () => {
    writeStandIns('')
    openPullRequest(() => writeFileSync(join(site, 'lists/office.txt'), '203.0.113.0/25\n2001:db8:1::/48\n'))
    const { failed, log, comment } = run({ token: 'read-only' })
    expect({ failed, log }).toMatchObject({
      failed: undefined,
      log: expect.stringContaining('::warning title=Tidegate::') as string,
    })
    expect(comment).toContain('### ✅ Tidegate: passed')
    expect(run({ comment: 'false' }, '').failed).toBeUndefined()
  })

  it('says why it could not run', () => {
    writeStandIns('')
    const { failed, comment } = run({ base: 'nowhere' })
    expect(failed).toBe('Verdict 2')
    expect(comment).toContain('### ❌ Tidegate: the review could not run')
    expect(comment).toContain('    tidegate: `nowhere` is not a revision of this repository')
  })

  it.each([
    ['version', '1.0.0; touch x'],
    ['version', 'latest'],
    ['fail-on', '$(touch x)'],
    ['strict', 'yes'],
    ['comment', '1'],
    ['sarif', ''],
    ['working-directory', 'no/such/folder'],
  ])('refuses the input %s “%s”', (name, value) => {
    writeStandIns('')
    const { failed, log } = run({ [name]: value })
    expect({ failed, log }).toMatchObject({
      failed: 'Check the inputs 2',
      log: expect.stringContaining(`\`${name}\``) as string,
    })
  })

  it('takes names of branches, files and rules literally', () => {
    writeStandIns('')
    const file = 'a $(touch x) `touch x` "|" @everyone <img src=x>.policy'
    writeFileSync(join(site, file), 'block path in /a  as "x"\n')
    writeFileSync(join(site, '--output=x'), 'block path in /a  as "x"\n')
    commit()
    const branch = "x'$(touch${IFS}x);`touch${IFS}x`"
    git('branch', branch)
    openPullRequest(() => {
      writeFileSync(join(site, file), 'block path in /b  as "| <!-- @everyone [x](http://x) `touch x` $(touch x)"\n')
    }, 'y$(touch${IFS}x)')
    const { failed, comment } = run({ policies: `${file}\n--output=x`, base: branch })
    expect(failed).toBe('Verdict 1')
    expect(existsSync(join(site, 'x'))).toBe(false)
    expect(comment).toContain('now lets in')
    const lines = comment.split('\n').slice(1)
    expect(lines.filter((line) => /<img|<!--/.test(line.replaceAll(/`[^`]*`/g, '')))).toEqual([])
    expect(
      lines.filter((line) => line.startsWith('|') && line.replaceAll(/\\\|/g, '').split('|').length !== 5),
    ).toEqual([])
    // Mentions are only in code, where GitHub does not notify users.
    expect(comment.replaceAll(/`[^`\n]*`|<code>.*?<\/code>/g, '')).not.toContain('@')
  })
})
