import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Logger } from '@nestjs/common'
import { sendRequest } from '@tidegate/engine/testing'
import { freePorts, runs } from '@tidegate/test-support'
import { beforeAll, describe, expect, it } from 'vitest'
import { seenIn } from '../pages/outcome.ts'
import { readRequest } from '../pages/read-request.ts'
import { createProgramFolder } from '../pages/write-program.ts'
import { readRecipes, type Recipe } from './recipe.ts'

const docs = fileURLToPath(new URL('../../../../docs/recipes/', import.meta.url))

beforeAll(() => Logger.overrideLogger(false))

describe.each(['nestjs.md', 'request-and-response.md'])('docs/recipes/%s', (page) => {
  const recipes = readRecipes(readFileSync(docs + page, 'utf8'))
  it.each(recipes.map((recipe) => [recipe.title, recipe] as const))('%s', async (_title, recipe) => {
    await expectReplies(page, recipe)
  })
})

const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/** The settings of a project of NestJS; the conditions are those of this workspace. */
const tsconfig = JSON.stringify({
  compilerOptions: {
    strict: true,
    module: 'nodenext',
    target: 'es2024',
    customConditions: ['@tidegate/source'],
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(modules, '@types')],
  },
  include: ['*.ts'],
})

/** What a recipe's `main.ts` declares. */
interface Program {
  readonly app?: { close?(): Promise<void> }
  readonly server?: Pick<Server, 'close'>
}

/** Runs the program of a recipe, after the compiler has accepted it in the deep run, and expects what its table says. */
async function expectReplies(page: string, { files, rows }: Recipe): Promise<void> {
  const folder = createProgramFolder()
  const [port = 0] = await freePorts(1)
  let program: Program = {}
  try {
    folder.write('tsconfig.json', tsconfig)
    for (const [name, text] of Object.entries(files)) folder.write(name, folder.withPolicy(text))
    if (runs(1) > 1)
      expect(
        spawnSync(join(modules, '.bin/tsc'), ['-p', folder.path, '--pretty', 'false'], { encoding: 'utf8' }).stdout,
      ).toBe('')
    const main = folder.withPolicy(files['main.ts']!).replace('3000', String(port))
    const names = ['app', 'server'].filter((name) => new RegExp(`^const ${name} =`, 'm').test(main))
    program = (await folder.load('main.ts', `${main}\nexport { ${names.join(', ')} }\n`)) as Program
    for (const { line, request, expected } of rows) {
      const { method, target, headers, times } = readRequest(request)
      for (let time = 1; time <= times; time++) {
        const reply = await sendRequest({ port, method, target, headers })
        expect(seenIn(reply, expected), `docs/recipes/${page}:${line} ${request}, ${time} of ${times}`).toEqual(
          expected,
        )
      }
    }
  } finally {
    if (program.server === undefined) await program.app?.close?.()
    else program.server.close()
    folder.remove()
  }
}
