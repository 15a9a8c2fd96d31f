import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sendRequest } from '@tidegate/engine/testing'
import { freePorts, runs, runServer } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { seenIn } from '../pages/outcome.ts'
import { readRequest } from '../pages/read-request.ts'
import { createProgramFolder } from '../pages/write-program.ts'
import { readRecipes } from './recipe.ts'

const page = fileURLToPath(new URL('../../../../docs/recipes/nextjs.md', import.meta.url))

/** WHY: not dependencies of the workspace, because they take 340 MB, and not in a usual run, because the build takes many seconds. */
const packages = ['next@16.4.6', 'react@19.2.0', 'react-dom@19.2.0']

const run = promisify(execFile)

it.skipIf(runs(1) === 1)(
  'the custom server for Next.js in docs/recipes/nextjs.md, in the deep run',
  async () => {
    const recipe = readRecipes(readFileSync(page, 'utf8'), 'server.mjs')[0]!
    const folder = createProgramFolder()
    const [port = 0] = await freePorts(1)
    try {
      for (const [name, text] of Object.entries(recipe.files)) {
        mkdirSync(dirname(join(folder.path, name)), { recursive: true })
        folder.write(name, folder.withPolicy(text))
      }
      folder.write('package.json', JSON.stringify({ private: true, type: 'module' }))
      folder.write('next.config.mjs', `export default { turbopack: { root: ${JSON.stringify(folder.path)} } }`)
      const at = {
        cwd: folder.path,
        env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      } as const
      await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', ...packages], at)
      await run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], at)
      const server = await runServer({
        path: process.execPath,
        args: ['--conditions=@tidegate/source', 'server.mjs'],
        port,
        cwd: folder.path,
        env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) },
      })
      try {
        for (const { line, request, expected } of recipe.rows) {
          const { method, target, headers, times } = readRequest(request)
          for (let time = 1; time <= times; time++) {
            const reply = await sendRequest({ port, method, target, headers })
            expect(seenIn(reply, expected), `line ${line}: ${request}, ${time} of ${times}`).toEqual(expected)
          }
        }
      } finally {
        await server.stop()
      }
    } finally {
      folder.remove()
    }
  },
  300_000,
)
