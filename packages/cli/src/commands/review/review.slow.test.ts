import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { runs } from '@tidegate/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maxComment } from '../../output/markdown.ts'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import { runCommand } from '../../testing/run-command.ts'
import { renderReviewMarkdown } from './render-review-markdown.ts'
import { quoted, type ReviewReport } from './review-report.ts'

let folder = ''

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

function commit(): void {
  execFileSync('git', ['add', '--all'], { cwd: folder })
  commitIndex()
}

function commitIndex(): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
  execFileSync('git', [...who, 'commit', '--quiet', '--message', 'x'], { cwd: folder })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-review-'))
  execFileSync('git', ['init', '--quiet', folder])
  write({
    'tidegate.yaml': 'policy: [a.policy, b.policy]\n',
    'a.policy': 'block path in /a\n',
    'b.policy': 'limit 5 per minute per ip  as "b"\nlimit 50 per minute per network(24, 48)  as "networks"\n',
  })
  commit()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function review(...args: readonly string[]): Promise<ReviewReport & { readonly code: number }> {
  const { out, code, err } = await runCommand(['review', '--git', 'HEAD', '--json', ...args], folder)
  if (out === '') throw new Error(err)
  const report = JSON.parse(out) as ReviewReport
  const validate = shippedSchemas().get('review')!
  validate(report)
  expect(validate.errors ?? []).toEqual([])
  return { ...report, code }
}

const bad = ({ rows }: ReviewReport): readonly string[] =>
  rows.filter(({ state }) => state === 'bad').map(({ part, result }) => `${part} ${result}`)

describe('tidegate review', () => {
  it('passes without an edit, and says what is missing', async () => {
    const report = await review()
    expect(report).toMatchObject({ code: 0, passed: true, looser: false, policies: ['a.policy', 'b.policy'] })
    expect(report.rows.map(({ part, state }) => `${part} ${state}`)).toEqual([
      'check good',
      'check good',
      'tests note',
      'diff good',
      'diff good',
    ])
  })

  it('finds what is looser in each policy', async () => {
    write({ 'a.policy': 'block path in /b\n', 'b.policy': 'limit 9 per minute per ip  as "b"\n' })
    const report = await review()
    expect(report).toMatchObject({ code: 1, looser: true })
    expect(bad(report)).toEqual([
      'diff **now lets in**: `to /a`',
      'diff **limits differently**: `b, all requests`',
      'diff **limits differently**: `networks (removed), all requests`',
    ])
    expect(await review('--fail-on', 'never')).toMatchObject({ code: 0, looser: true })
    write({
      'a.policy': 'block path in /a, /b\n',
      'b.policy': 'limit 5 per minute per ip  as "b"\nlimit 50 per minute per network(24, 48)  as "networks"\n',
    })
    expect(await review()).toMatchObject({ code: 0, looser: false })
    expect(await review('--fail-on', 'any')).toMatchObject({ code: 1, looser: false })
  })

  it.each([
    ['mode: observe', '`mode`'],
    ['trustProxy: loopback', '`trustProxy`'],
  ])('counts an option of the server as looser: %s', async (line, name) => {
    write({ 'tidegate.yaml': `policy: [a.policy, b.policy]\n${line}\n` })
    const report = await review()
    expect(bad(report)).toEqual([`diff **may be looser**: ${name} in \`tidegate.yaml\``])
  })

  it('counts options in a new tidegate.yaml, too', async () => {
    execFileSync('git', ['rm', '--quiet', '--cached', 'tidegate.yaml'], { cwd: folder })
    commitIndex()
    write({ 'tidegate.yaml': 'policy: [a.policy, b.policy]\nmode: observe\n' })
    expect(bad(await review())).toEqual(['diff **may be looser**: `mode` in `tidegate.yaml`'])
  })

  it('counts a policy that is no longer named as looser, but not one that was renamed', async () => {
    write({ 'tidegate.yaml': 'policy: [a.policy]\n' })
    expect(bad(await review())).toEqual(['diff **no longer named**: `b.policy` in `tidegate.yaml`'])
    execFileSync('git', ['mv', 'b.policy', 'c.policy'], { cwd: folder })
    write({ 'tidegate.yaml': 'policy: [a.policy, c.policy]\n' })
    expect(bad(await review())).toEqual([])
  })

  it('examines nothing else if a policy has errors', async () => {
    write({ 'a.policy': 'blok path in /a\n' })
    const report = await review()
    expect(bad(report)).toEqual(['check error TG112 in `a.policy:1:1`'])
    expect(report.rows.at(-1)).toMatchObject({ state: 'note', details: 'fix the errors first' })
  })

  it('fails if it cannot compare, because the old policy had errors', async () => {
    write({ 'a.policy': 'blok path in /a\n' })
    commit()
    write({ 'a.policy': 'block path in /a\n' })
    expect(bad(await review())).toEqual(['diff `a.policy` could not be compared with `HEAD`'])
  })

  it('replays a log by both policies', async () => {
    const line = (path: string): string =>
      `203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n`
    write({ 'access.log': line('/a') + line('/b'), 'a.policy': 'block path in /a, /b\n' })
    const report = await review('--log', 'access.log', '--max-refused-ok', '1')
    expect(bad(report)).toEqual(['replay `a.policy` would have refused 2 of 2 requests (100 %)'])
    expect(report.rows).toContainEqual({
      part: 'replay',
      state: 'note',
      result: '`pass → block 403 by a.policy:1`: 1 of 2 requests (50.0 %)',
      details: '1 client, such as `203.0.113.9` to `/b`',
    })
  })

  it('says what is wrong with its flags', async () => {
    for (const [args, message] of [
      [['--max-refused-ok', '1'], /needs a log/],
      [['--threshold', 'x'], /expected a percentage/],
      [['--git', 'HEAD:x.policy'], /names one old policy/],
    ] as const) {
      const { code, err } = await runCommand(['review', ...args], folder)
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(message) as string })
    }
  })
})

describe('the comment of a review', () => {
  const reportOf = (texts: readonly string[]): ReviewReport => ({
    version: 1,
    passed: false,
    looser: true,
    revision: texts[0] ?? '',
    policies: texts,
    rows: texts.map((text) => ({ part: 'diff', state: 'bad', result: quoted(text), details: text })),
  })

  it('has no markup, no mention and no further cells, whatever names contain', () => {
    const name = fc.string({ unit: fc.constantFrom(...'`|\\@<>*_[]()!#\n\r~a -'.split('')) })
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const lines = renderReviewMarkdown(reportOf(names)).split('\n').slice(1)
        const outside = lines.join('\n').replaceAll(/`[^`\n]*`|<code>.*?<\/code>/g, 'x')
        expect(outside).not.toMatch(/[@<>[\]]|\\/)
        for (const line of lines.filter((each) => each.startsWith('|'))) expect(line.split('|')).toHaveLength(5)
        expect(lines.filter((line) => line.startsWith('|'))).toHaveLength(names.length + 2)
      }),
      { numRuns: runs(300), examples: [[['`@a`|`']], [['\\|']], [['``']]] },
    )
  })

  it('says how many rows are left out, where a comment would be too long', () => {
    const text = renderReviewMarkdown(
      reportOf(Array.from({ length: 400 }, (_, index) => `${index} ${'x'.repeat(300)}`)).valueOf() as ReviewReport,
    )
    expect(text.length).toBeLessThan(65_536)
    expect(text.length).toBeGreaterThan(maxComment - 2_000)
    expect(text).toMatch(
      /\| … \| \d+ more rows are left out, because a comment has a maximum length: run `tidegate review --json` to see all/,
    )
  })
})
