import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages, root } from '../public-packages.ts'

/** A program that ends, with what it prints. */
export interface Program {
  readonly name: string
  readonly args: readonly string[]
  readonly output: string | RegExp
  /** Files that it needs, by name. */
  readonly files: Readonly<Record<string, string>>
}

/** A server, which listens on `PORT` and answers `/` with a text that matches `shown`. */
export interface ServerProgram {
  readonly name: string
  readonly file: string
  readonly shown: RegExp
  readonly files: Readonly<Record<string, string>>
}

const policy = 'policy "site"\nblock path in /closed/**\n'

/** Programs that no README contains. */
const others: readonly Program[] = [
  {
    name: 'tidegate --version',
    args: ['node_modules/tidegate/dist/bundle/main.js', '--version'],
    output: /^\d+\.\d+\.\d+\S*\n$/,
    files: {},
  },
  {
    name: 'tidegate compile',
    args: ['node_modules/@tidegate/cli/dist/bundle/main.js', 'compile', 'site.policy', '-o', 'site.plan.json'],
    output: /^compiled site\.policy to site\.plan\.json: /,
    files: { 'site.policy': policy },
  },
  {
    name: 'a compiled plan, by require',
    args: ['plan.cjs'],
    output: 'pass block\n',
    files: {
      'plan.cjs': `const { readFileSync } = require('node:fs')
const { createGate, readPlan } = require('@tidegate/engine')
const gate = createGate(readPlan(readFileSync('site.plan.json', 'utf8')).plan)
const ask = (target) => gate.decide({ method: 'GET', target, headers: ['Host', 'a.example'], peer: '192.0.2.1' }).outcome
console.log(ask('/'), ask('/closed/a'))
gate.close()
`,
    },
  },
  {
    name: 'a Koa server, by require',
    args: ['koa.cjs'],
    output: '200 403\n',
    files: {
      'koa.cjs': `const Koa = require('koa')
const { tidegate } = require('@tidegate/koa-adapter')
const app = new Koa()
const guard = tidegate({ policy: 'site.policy' })
app.use(guard).use((ctx) => void (ctx.body = 'ok'))
guard.ready.then(() => {
  const server = app.listen(0, async () => {
    const ask = (path) => fetch('http://127.0.0.1:' + server.address().port + path).then(({ status }) => status)
    console.log(await ask('/'), await ask('/closed/a'))
    server.close()
    server.closeAllConnections()
    await guard.close()
  })
})
`,
    },
  },
]

/**
 * The programs to run with installed packages: those in READMEs that print what their comments say, and a few more; or the servers in
 * READMEs. A README's policy is its `site.policy`.
 */
export function programsOf(): readonly Program[]
export function programsOf(kind: 'server'): readonly ServerProgram[]
export function programsOf(kind?: 'server'): readonly (Program | ServerProgram)[] {
  const examples = publicPackages().flatMap(({ folder, manifest }) => {
    const readme = readFileSync(join(root, folder, 'README.md'), 'utf8')
    const [, code] = /^```js\n([\s\S]*?)^```$/m.exec(readme) ?? []
    const [, text = policy] = /^```policy\n([\s\S]*?)^```$/m.exec(readme) ?? []
    const file = `${folder.replace('packages/', '')}.mjs`
    return code === undefined ? [] : [{ name: `README of ${manifest.name}`, file, code, text }]
  })
  if (kind === 'server') {
    return examples
      .filter(({ code }) => code.includes('process.env.PORT'))
      .map(({ name, file, code, text }) => ({
        name,
        file,
        shown: /^\/: pass$/,
        files: { [file]: code, 'site.policy': text },
      }))
  }
  // WHY: others read a log or a plan, which their own tests supply.
  const printing = examples.filter(
    ({ code }) => /^(?:console\.log|.*\/\/ → )/m.test(code) && !/readFile|\.log'/.test(code),
  )
  const fromReadmes = printing.flatMap(({ name, file, code, text }) => {
    const lines = [...code.matchAll(/\/\/ → ?(.*)$/gm)].map(([, line]) => line)
    const isPrinting = /console\.log|process\.stdout/.test(code) && lines.length > 0
    if (!isPrinting) return []
    return [{ name, args: [file], output: `${lines.join('\n')}\n`, files: { [file]: code, 'site.policy': text } }]
  })
  return [...others, ...fromReadmes]
}
