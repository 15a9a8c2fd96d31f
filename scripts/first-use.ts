import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** What a new user writes first, in each kind of module. Each program prints `ok`. */
const programs: Readonly<Record<string, string>> = {
  'server.mjs': `import { tidegate } from '@tidegate/koa-adapter'
console.log(typeof tidegate === 'function' ? 'ok' : 'not a function')`,
  'server.cjs': `const { tidegate } = require('@tidegate/koa-adapter')
console.log(typeof tidegate === 'function' ? 'ok' : 'not a function')`,
}

/** The command as `npx` starts it, from both packages. */
const commands: readonly string[] = ['@tidegate/cli/dist/bundle/main.js', 'tidegate/dist/bundle/main.js']

/**
 * Installs packed packages in an empty folder as `npm init -y` makes it, and uses them as a new user would: from ES modules, CommonJS and `.cts`,
 * under strict TypeScript without `skipLibCheck`, and as a command. Packages of others are linked from the workspace, so that nothing is
 * downloaded. Returns what goes wrong.
 */
export function firstUseFindings(tarballs: readonly string[], folder: string): readonly string[] {
  const names = tarballs.map((tarball) => install(tarball, folder))
  for (const name of names) linkOthers(name, names, folder)
  link('@types/node', join(root, 'node_modules/@types/node'), folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "first-use", "version": "1.0.0", "type": "commonjs" }\n')

  const findings: string[] = []
  for (const [file, text] of Object.entries(programs)) {
    writeFileSync(join(folder, file), `${text}\n`)
    const { stdout, stderr } = run(process.execPath, [file], folder)
    if (stdout !== 'ok\n') findings.push(`${file}: ${stdout}${stderr}`)
  }
  for (const command of commands) {
    const { stdout, stderr } = run(process.execPath, [join('node_modules', command), '--version'], folder)
    if (!/^\d+\.\d+\.\d+\n$/.test(stdout)) findings.push(`${command}: ${stdout}${stderr}`)
  }
  return [...findings, ...typeFindings(names, folder)]
}

/** Unpacks a package into `node_modules`, and returns its name. */
function install(tarball: string, folder: string): string {
  const { stdout } = run('tar', ['-xOzf', tarball, 'package/package.json'], folder)
  const { name } = JSON.parse(stdout) as { readonly name: string }
  const target = join(folder, 'node_modules', name)
  mkdirSync(target, { recursive: true })
  run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], folder)
  return name
}

/** Links the dependencies of a package that are not packages of the workspace, and the frameworks that its users have, with their types. */
function linkOthers(name: string, names: readonly string[], folder: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
    readonly peerDependencies?: Readonly<Record<string, string>>
  }
  const source = join(root, 'packages', name.replace('@tidegate/', ''), 'node_modules')
  for (const other of Object.keys(manifest.dependencies ?? {}))
    if (!names.includes(other)) link(other, join(source, other), folder)
  for (const peer of Object.keys(manifest.peerDependencies ?? {})) {
    link(peer, join(source, peer), folder)
    const types = join(source, '@types', peer)
    if (existsSync(types)) link(`@types/${peer}`, types, folder)
  }
}

function link(name: string, target: string, folder: string): void {
  const path = join(folder, 'node_modules', name)
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(realpathSync(target), path, 'junction')
}

/** Type errors in programs that import every package, without those within types of others. */
function typeFindings(names: readonly string[], folder: string): readonly string[] {
  const all = names
    .flatMap((name) => entriesOf(name, folder))
    .map((entry, index) => `export * as entry${index} from '${entry}'`)
    .join('\n')
  writeFileSync(join(folder, 'all.mts'), `${all}\n`)
  writeFileSync(
    join(folder, 'server.cts'),
    `import { tidegate } from '@tidegate/koa-adapter'\nexport const guard = tidegate({ policy: 'a' })\n`,
  )
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['all.mts', 'server.cts'] }))
  const { stdout } = run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder)
  return stdout.split('\n').filter((line) => /^(?:all|server)\.|tidegate\//.test(line))
}

/** The entry points of a package that are code, as programs import them. */
function entriesOf(name: string, folder: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, unknown>>
  }
  // `main` of the command is a program: it runs when it is imported.
  const entries = Object.keys(exports).filter((entry) => typeof exports[entry] !== 'string' && entry !== './main')
  return entries.map((entry) => `${name}${entry.slice(1)}`)
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
): { readonly stdout: string; readonly stderr: string } {
  const { stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (error !== undefined) throw error
  return { stdout, stderr }
}
