/**
 * Bundles a program of the test suites, with the programs that it starts, so that each process of it starts in a quarter of the time.
 *
 *     node scripts/bundle-program.ts PROGRAM FOLDER
 *
 * FOLDER: where `program.js` and what it loads are written.
 */
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const [program, folder] = process.argv.slice(2) as [string, string]

const bundle = await rolldown({
  input: {
    program,
    // Found next to the file that starts them.
    'compile-worker': join(root, 'packages/node/src/policy-files/compile-worker.ts'),
    'counter-owner': join(root, 'packages/node/src/workers/counter-owner.ts'),
  },
  platform: 'node',
  resolve: { conditionNames: ['@tidegate/source', 'node', 'import', 'default'] },
  checks: { ineffectiveDynamicImport: false },
})
await bundle.write({ dir: folder, format: 'esm', chunkFileNames: '[name]-[hash].js' })
await bundle.close()
