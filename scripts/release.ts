/**
 * Publishes all packages. Needs a clean tree, a tag `v` and the version at this commit, and a login; says what is missing, and what it would do.
 * With `--dry-run`, publishes to a registry on loopback that ends with the script, installs everything from there with each supported line
 * of Node.js, uses it, and follows the page for newcomers. Exit code 1 if something is missing or wrong.
 *
 *     pnpm release [--dry-run]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicPackages, root } from './public-packages.ts'
import { followGettingStarted } from './release/follow-page.ts'
import { missingForRelease } from './release/preconditions.ts'
import { mustRun } from './release/run.ts'
import { supportedNodes } from './release/supported-nodes.ts'
import { startThrowAwayRegistry } from './release/throw-away-registry.ts'
import { tryPackages } from './release/try-packages.ts'

const packages = publicPackages()
const version = packages[0]?.manifest.version ?? ''
const filters = packages.flatMap(({ folder }) => ['--filter', `./${folder}`])
/** WHY: pnpm checks out of habit whether the branch is `main` or `master`; a release is made from a tag. */
const publish = ['--recursive', ...filters, 'publish', '--no-git-checks']

if (process.argv.includes('--dry-run')) await dryRun()
else release()

function release(): void {
  console.log(`would publish version ${version} of ${packages.length} packages:`)
  for (const { manifest } of packages) console.log(`  ${manifest.name}`)
  const missing = missingForRelease(version)
  for (const sentence of missing) console.log(`refused: ${sentence}`)
  if (missing.length > 0) process.exitCode = 1
  else console.log(mustRun('pnpm', publish, root, process.env))
}

async function dryRun(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-release-'))
  const clean = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', clean)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  const started = performance.now()
  const registry = await startThrowAwayRegistry(join(folder, 'registry'))
  try {
    await step(`publish ${packages.length} packages at ${registry.url}`, () => {
      mustRun('pnpm', [...publish, '--registry', registry.url, '--provenance=false'], root, registry.env)
      return []
    })
    const nodes = await timed('Node.js', () => supportedNodes(join(folder, 'nodes'), registry.env))
    for (const node of nodes) {
      await step(`install and use all packages on Node.js ${node.version}`, async () => {
        const { tried, findings } = await tryPackages(join(folder, `try-${node.version}`), node)
        return tried === 0 ? ['nothing was tried'] : findings
      })
    }
    const newest = nodes.at(-1)
    await step('follow docs/getting-started.md', () => {
      if (newest === undefined) return ['there is no Node.js']
      return followGettingStarted(join(folder, 'getting-started'), newest.env)
    })
    await step('ask no other registry for these packages', () => registry.asked())
  } finally {
    await registry.stop()
    clean()
  }
  console.log(`dry run of version ${version}: ${process.exitCode === 1 ? 'FAILED' : 'ok'} (${secondsSince(started)} s)`)
}

/** Takes a step, and prints its name, time and findings. A step that throws has one finding. */
async function step(name: string, take: () => readonly string[] | Promise<readonly string[]>): Promise<void> {
  const started = performance.now()
  let findings: readonly string[]
  try {
    findings = await take()
  } catch (error) {
    findings = [error instanceof Error ? error.message : String(error)]
  }
  console.log(`${findings.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${secondsSince(started)} s)`)
  for (const finding of findings) console.log(`  ${finding}`)
  if (findings.length > 0) process.exitCode = 1
}

async function timed<Result>(name: string, take: () => Result): Promise<Result> {
  let result: Result | undefined
  await step(name, () => {
    result = take()
    return []
  })
  if (result === undefined) throw new Error(`no ${name}`)
  return result
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1)
}
