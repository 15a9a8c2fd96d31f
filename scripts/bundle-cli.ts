/**
 * Writes the command line as a few files instead of some six hundred modules, so that it starts in a third of the time:
 * `packages/cli/dist/bundle/main.js` is what the package's `bin` runs. Beside it stand the licences of what is inside.
 *
 *     node scripts/bundle-cli.ts [FOLDER] [--modules]
 *
 * FOLDER: where else to write it. `--modules`: print the modules of each file, as JSON.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const [folder] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const out = folder === undefined ? join(root, 'packages/cli/dist/bundle') : resolve(folder)

rmSync(out, { recursive: true, force: true })
const bundle = await rolldown({
  input: join(root, 'packages/cli/src/main.ts'),
  platform: 'node',
  resolve: { conditionNames: ['@tidegate/source', 'node', 'import', 'default'] },
})
const { output } = await bundle.write({ dir: out, format: 'esm', chunkFileNames: '[name]-[hash].js' })
await bundle.close()

const modulesOfFiles = output.map((chunk) => [chunk.fileName, chunk.type === 'chunk' ? chunk.moduleIds : []] as const)
const modules = modulesOfFiles.flatMap(([, ids]) => ids)
const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []))
const notices = [...folders].toSorted().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<
    Record<string, string>
  >
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : ''
  return `${name} ${version} (${license})\n\n${text}`
})
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)
if (process.argv.includes('--modules')) {
  const shown = modulesOfFiles.map(
    ([file, ids]) => [file, ids.map((id) => relative(root, id).split(sep).join('/'))] as const,
  )
  console.log(JSON.stringify(Object.fromEntries(shown)))
} else console.log(`${output.length} files, ${modules.length} modules, ${notices.length} packages`)
