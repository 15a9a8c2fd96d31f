import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages, root } from '../public-packages.ts'
import { programsOf } from './programs.ts'
import { mustRun, run } from './run.ts'
import { freePort, serve } from './serve.ts'
import type { InstalledNode } from './supported-nodes.ts'

/** The frameworks of the adapters, and the types that users of TypeScript add. */
const frameworks = ['koa', 'express', 'fastify', 'hono', '@hono/node-server', 'fast-check']
const types = ['@types/node', '@types/koa', '@types/express']

/** Options of a user who wants to see every error. */
const compilerOptions = {
  module: 'nodenext',
  target: 'es2024',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
}

/**
 * Installs all packages from a registry with one release of Node.js, and uses them with it: every entry point as an ES module, by `require`, and
 * under strict TypeScript; the program of each README; the commands. Returns what goes wrong, and the number of things that were tried.
 */
export async function tryPackages(
  folder: string,
  { version, program, env }: InstalledNode,
): Promise<{ readonly tried: number; readonly findings: readonly string[] }> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "try", "version": "1.0.0", "private": true }\n')
  writeFileSync(join(folder, '.npmrc'), 'engine-strict=true\n')
  const names = publicPackages().map(({ manifest }) => manifest.name)
  mustRun('npm', ['install', '--prefer-offline', ...names, ...frameworks, ...types], folder, env)

  const findings: string[] = []
  let tried = 0
  const expectOutput = (what: string, args: readonly string[], expected: string | RegExp): void => {
    tried += 1
    const { stdout, stderr } = run(program, args, folder, env)
    const isRight = typeof expected === 'string' ? stdout === expected : expected.test(stdout)
    if (!isRight) findings.push(`Node ${version}: ${what}: ${stdout}${stderr}`)
  }

  const entries = publicPackages().flatMap(({ manifest }) => entriesOf(manifest.name, folder))
  write(folder, 'all.mjs', importsOf(entries))
  expectOutput('ES modules', ['all.mjs'], `${entries.length} entry points\n`)
  write(folder, 'all.cjs', requiresOf(entries))
  expectOutput('require', ['all.cjs'], `${entries.length} entry points\n`)
  for (const { name, args, output, files } of programsOf()) {
    for (const [file, text] of Object.entries(files)) write(folder, file, text)
    expectOutput(name, args, output)
  }
  for (const { name, file, files, shown } of programsOf('server')) {
    tried += 1
    for (const [path, text] of Object.entries(files)) write(folder, path, text)
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/`
    const serving = await serve([program, file], { cwd: folder, env: { ...env, PORT: `${port}` }, url })
    const text = await fetch(url).then((reply) => reply.text())
    await serving.stop()
    if (!shown.test(text)) findings.push(`Node ${version}: ${name}: ${text}${serving.printed()}`)
  }

  tried += 1
  const compiled = compile(folder, entries, env, program)
  if (compiled !== '') findings.push(`Node ${version}: TypeScript: ${compiled}`)
  return { tried, findings }
}

/** The entry points of an installed package that are code. `main` of the command is a program: it runs when it is imported. */
function entriesOf(name: string, folder: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, unknown>>
  }
  const entries = Object.keys(exports).filter((entry) => typeof exports[entry] !== 'string' && entry !== './main')
  return entries.map((entry) => `${name}${entry.slice(1)}`)
}

function importsOf(entries: readonly string[]): string {
  return `let count = 0
for (const entry of ${JSON.stringify(entries)}) {
  const module = await import(entry)
  if (Object.keys(module).length === 0) console.log(entry + ' exports nothing')
  else count += 1
}
console.log(count + ' entry points')
`
}

function requiresOf(entries: readonly string[]): string {
  return `let count = 0
for (const entry of ${JSON.stringify(entries)}) {
  if (Object.keys(require(entry)).length === 0) console.log(entry + ' exports nothing')
  else count += 1
}
console.log(count + ' entry points')
`
}

/** The errors of the compiler for programs that import everything, as an ES module and as CommonJS; without those in types of other packages. */
function compile(folder: string, entries: readonly string[], env: NodeJS.ProcessEnv, program: string): string {
  const all = entries.map((entry, index) => `export * as entry${index} from '${entry}'`).join('\n')
  write(folder, 'all.mts', `${all}\n`)
  write(folder, 'all.cts', `${all}\n`)
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions, files: ['all.mts', 'all.cts'] }))
  const { stdout, stderr } = run(program, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder, env)
  const others = /^node_modules\/(?!@?tidegate\/)/
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '' && !others.test(line))
    .join('\n')
}

function write(folder: string, file: string, text: string): void {
  if (text.startsWith('copy:')) cpSync(join(root, text.slice('copy:'.length)), join(folder, file), { recursive: true })
  else writeFileSync(join(folder, file), text)
}
