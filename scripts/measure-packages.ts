/**
 * Measures what it costs to install each package: publishes all to a registry on loopback that ends with the script, installs each into an
 * empty folder, and writes the sizes to `docs/packages.md` and into the table of the README. npm's cache contains what is downloaded, so that times do not depend on the network.
 *
 *     pnpm sizes
 */
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicPackages, root } from './public-packages.ts'
import { mustRun } from './release/run.ts'
import { startThrowAwayRegistry } from './release/throw-away-registry.ts'

interface Measured {
  readonly name: string
  /** Of the package's own files. */
  readonly ownKiB: number
  /** Of all files that are installed: the package and what it depends on, without the framework of an adapter. */
  readonly allKiB: number
  readonly packages: number
  readonly seconds: number
}

const page = join(root, 'docs/packages.md')
const folder = mkdtempSync(join(tmpdir(), 'tidegate-sizes-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const registry = await startThrowAwayRegistry(join(folder, 'registry'))
const packages = publicPackages()
const filters = packages.flatMap((each) => ['--filter', `./${each.folder}`])
const publish = ['--recursive', ...filters, 'publish', '--no-git-checks', '--provenance=false']
mustRun('pnpm', [...publish, '--registry', registry.url], root, registry.env)

const measured = packages.map(({ manifest }) => measure(manifest.name))
await registry.stop()
const lines = measured.map(
  ({ name, ownKiB, allKiB, packages: count, seconds }) =>
    `| \`${name}\` | ${inKiB(ownKiB)} | ${inKiB(allKiB)} | ${count} | ${seconds.toFixed(1)} s |`,
)
const table = `| Package | Its own files | With what it needs | Packages | Time |\n|---|--:|--:|--:|--:|\n${lines.join('\n')}\n`
const written = readFileSync(page, 'utf8')
writeFileSync(page, written.replace(/(<!-- sizes -->\n)[\s\S]*?(<!-- end of sizes -->)/, `$1\n${table}\n$2`))
const readme = join(root, 'README.md')
const rows = measured.reduce(
  (text, { name, allKiB }) => {
    const row = new RegExp(`^(\\| \\[\`${name}\`\\]\\(.*?\\) \\|.*\\| )[^|]*( \\|)$`, 'm')
    return text.replace(row, `$1${inKiB(allKiB)}$2`)
  },
  readFileSync(readme, 'utf8'),
)
writeFileSync(readme, rows)
console.log(table)

/** Installs a package with npm, first to fill npm's cache, and then to measure. */
function measure(name: string): Measured {
  const [first, second] = ['cold', 'warm'].map((kind) => join(folder, kind, name))
  install(first!, name)
  const started = performance.now()
  install(second!, name)
  const seconds = (performance.now() - started) / 1000
  const files = globSync('node_modules/**/*', { cwd: second! }).filter((file) => statSync(join(second!, file)).isFile())
  const sizeOf = (file: string): number => statSync(join(second!, file)).size / 1024
  const sum = (some: readonly string[]): number => some.reduce((total, file) => total + sizeOf(file), 0)
  const own = join('node_modules', name, '/')
  const installed = files.filter((file) => /node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\@]+[/\\]package\.json$/.test(file))
  return {
    name,
    ownKiB: sum(files.filter((file) => file.startsWith(own))),
    allKiB: sum(files),
    packages: installed.length,
    seconds,
  }
}

function install(home: string, name: string): void {
  mkdirSync(home, { recursive: true })
  mustRun('npm', ['install', '--prefer-offline', '--omit=peer', '--prefix', home, name], home, registry.env)
}

function inKiB(size: number): string {
  return size < 1024 ? `${Math.round(size)} KiB` : `${(size / 1024).toFixed(1)} MiB`
}
