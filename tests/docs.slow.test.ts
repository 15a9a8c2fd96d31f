import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codes, defaultLanguageLimits } from '@tidegate/dsl'
import { bundleCli } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { codeBlocks, markdownFiles } from './docs/code-blocks.ts'
import { checkExample, play, playsOf, policyExamples, toLines } from './docs/policy-example.ts'
import { typeCheck } from './docs/type-check.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** The pages of diagnostics have their own test, in `packages/dsl`. */
const rootPages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md']
const files = markdownFiles(root, [...rootPages, '.changeset', '.github', 'docs']).filter(
  (file) => !file.startsWith('docs/diagnostics/TG'),
)
const blocks = files.flatMap((file) => codeBlocks(root, file))
/** Policies that use plugins from the same page have their own test, `plugins-page.test.ts`. */
const examples = policyExamples(blocks.filter(({ file }) => file !== 'docs/plugins.md')).map(
  (example) => [`${example.block.file}:${example.block.line}`, example] as const,
)

/** The languages that a block may have. Blocks that are not programs are not run; `typescript` is a declaration of the API. */
const languages = [
  '',
  'policy',
  'ts',
  'typescript',
  'js',
  'sh',
  'text',
  'json',
  'html',
  'yaml',
  'http',
  'console',
  'nginx',
  'diff',
  'mermaid',
  'dockerfile',
  // Configuration of editors; a suite of the language server runs that of Neovim.
  'lua',
  'toml',
  'elisp',
]

describe('the documentation', () => {
  it('uses only known languages for its blocks, and names the language of every program', () => {
    const nameless = blocks.filter(
      ({ language, text }) => language === '' && /^(?:block|limit|allow only|import|npx|\$) /m.test(text),
    )
    expect(nameless.map(({ file, line }) => `${file}:${line}`)).toEqual([])
    const unknown = blocks.filter(({ language }) => !languages.includes(language))
    expect(blocks.length).toBeGreaterThan(50)
    expect(unknown.map(({ file, line, language }) => `${file}:${line} ${language}`)).toEqual([])
  })

  it('has no broken links', () => {
    // WHY: the benchmarks draw the pictures of the performance report.
    const written = files.filter((file) => file !== 'docs/performance.md')
    const broken = written.flatMap((file) =>
      linksOf(file)
        .filter((link) => !existsSync(join(root, dirname(file), link)))
        .map((link) => `${file}: ${link}`),
    )
    expect(broken).toEqual([])
  })

  it('shows the diagram of every grammar rule in the reference', () => {
    const shown = new Set(files.flatMap((file) => linksOf(file).map((link) => join(dirname(file), link))))
    const diagrams = readdirSync(join(root, 'docs/language/diagrams')).map((name) => `docs/language/diagrams/${name}`)
    expect(diagrams.filter((name) => !shown.has(name))).toEqual([])
  })

  it('shows the default of every limit of the language', () => {
    const page = readFileSync(join(root, 'docs/language/limits-of-the-language.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|.*\[(TG\d+)\]/gm)]
    const shown = Object.fromEntries(rows.map(([, name = '', value = '']) => [name, Number(value.replaceAll(',', ''))]))
    expect(shown).toEqual({ ...defaultLanguageLimits })
    expect(rows.filter(([, , , code = '']) => !Object.hasOwn(codes, code))).toEqual([])
  })

  it('shows TypeScript that compiles', () => {
    // Those of recipes belong to frameworks that are not installed here; `packages/guides` compiles and runs them.
    const programs = blocks.filter(({ language, file }) => language === 'ts' && !file.startsWith('docs/recipes/'))
    expect(programs.length).toBeGreaterThan(0)
    expect(typeCheck(root, programs)).toBe('')
  })
})

describe('a policy in the documentation', () => {
  it.each(examples)('%s has the diagnostics that its block states', (_where, example) => {
    const { diagnostics } = checkExample(example)
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    const expected = example.isWrong ? example.codes : []
    const unexpected = errors.filter(({ code }) => !expected.includes(code))
    expect(toLines(unexpected)).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toEqual(expect.arrayContaining([...example.codes]))
  })

  const played = examples.filter(([, example]) => playsOf(example).length > 0)
  it.each(played)('%s decides as its comments state', async (_where, example) => {
    expect(await play(example)).toEqual(playsOf(example).map(({ line }) => line))
  })
})

describe('a command in the documentation', () => {
  const scripts = Object.keys(
    (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts,
  )
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ file, line, text }) =>
      text.split('\n').map((command, at) => ({ where: `${file}:${line + 1 + at}`, command })),
    )

  it('names only scripts that exist', () => {
    const named = commands.flatMap(({ where, command }) => {
      const script = /^(?:npx -y )?pnpm(?:@\S+)? ([\w:]+)/.exec(command)?.[1]
      return script === undefined ? [] : [{ where, script }]
    })
    const unknown = named.filter(({ script }) => !scripts.includes(script) && script !== 'install')
    expect(unknown).toEqual([])
  })

  const runs = commands.flatMap(({ where, command }) => {
    const args = /^(?:(?:npx -y )?pnpm(?:@\S+)? |npx )?(?:tidegate|@tidegate\/cli) ([^#|>]*)/.exec(command)?.[1]
    // Commands that need more than a policy: a log, a running gateway, or the user's patience.
    return args === undefined || /\b(replay|watch|serve)\b|^(?:why|counters|tighten)\b|--watch|--gateway/.test(args)
      ? []
      : [[where, args.trim()] as const]
  })
  it.each(runs)('%s runs: tidegate %s', (_where, args) => {
    const words = [...args.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
    const isInRepository = words.includes('--git')
    const cwd = words[0] === 'init' || isInRepository ? mkdtempSync(join(tmpdir(), 'tidegate-docs-')) : root
    if (isInRepository) makeRepository(cwd)
    const { status, stderr } = spawnSync('node', [bundleCli().main, ...words], { encoding: 'utf8', cwd })
    if (cwd !== root) rmSync(cwd, { recursive: true })
    // Exit code 1 is a result, such as a refused request or a difference. 2 means that the command could not run.
    expect(status === 0 || status === 1 ? '' : stderr).toBe('')
  })
})

/** Makes a repository with the revisions that commands of the documentation name. */
function makeRepository(folder: string): void {
  cpSync(join(root, 'docs/ci/before'), folder, { recursive: true })
  cpSync(join(root, 'docs/ci/before'), join(folder, 'old'), { recursive: true })
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com']
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...who, 'commit', '--quiet', '--message', 'x'],
    ['tag', 'v1.2'],
    ['update-ref', 'refs/remotes/origin/main', 'HEAD'],
  ])
    execFileSync('git', args, { cwd: folder })
}

/** The relative links and pictures of a file, except those in code blocks. */
function linksOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*```[\s\S]*?^\s*```/gm, '')
  return [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link))
}
