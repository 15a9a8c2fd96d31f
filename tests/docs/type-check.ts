import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from './code-blocks.ts'

/**
 * Returns the compiler errors of TypeScript blocks, each compiled as a module under the workspace's strict settings. The modules are written
 * to a folder in which the packages of the workspace and Koa resolve, and removed again.
 */
export function typeCheck(root: string, blocks: readonly CodeBlock[]): string {
  const cache = join(root, 'packages/koa-adapter/node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'docs-'))
  try {
    const names = blocks.map((block) => `${block.file.replaceAll(/\W+/g, '-')}-${block.line}.ts`)
    for (const [at, { text }] of blocks.entries()) writeFileSync(join(folder, names[at]!), `${text}\nexport {}\n`)
    const options = {
      extends: join(root, 'tsconfig.tests.json'),
      compilerOptions: {
        noUnusedLocals: false,
        noPropertyAccessFromIndexSignature: false,
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: [],
      files: names,
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(root, 'node_modules/.bin/tsc')
    const { stdout, stderr } = spawnSync(tsc, ['-p', folder, '--pretty', 'false'], { encoding: 'utf8', cwd: folder })
    return `${stdout}${stderr}`.trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
