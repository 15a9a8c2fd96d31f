/**
 * Writes what a package publishes: one file of JavaScript and one of declarations for each entry point, and files for what entry points share.
 * Other packages are imported, except those in the table `bundled`. pnpm runs this before it packs a package (`prepack`), in its folder.
 *
 *     node ../../scripts/bundle-package.ts
 *
 * Writes to `dist/bundle`, which the published package.json refers to (`.pnpmfile.cjs`).
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { bundleDeclarations, type OutputFiles } from './bundle-declarations.ts'
import { modulesOf, writeLicences } from './bundled-licences.ts'
import { escapeCharacters } from './escape-characters.ts'

interface Manifest {
  readonly name: string
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, string | { readonly '@tidegate/source': string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Packages of which a small part is used, and whose installation would be many times larger than this part. */
const bundled: readonly string[] = ['@noble/hashes', 'fastest-levenshtein', 'lru-cache', 'luxon']

/**
 * Programs of a package that are not entry points, by the name of their output: in the folder of the code that starts them, which looks for them next to
 * itself; `checkPrograms` fails for another one.
 */
const programs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@tidegate/node': {
    'shared/compile-worker': 'src/policy-files/compile-worker.ts',
    'shared/counter-owner': 'src/workers/counter-owner.ts',
  },
  '@tidegate/language-server': { main: 'src/main.ts' },
  tidegate: { main: 'src/main.ts' },
}

const folder = process.cwd()
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
const out = join(folder, 'dist/bundle')
const imported = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
const entries = Object.fromEntries(
  Object.values(manifest.exports).flatMap((entry) => {
    if (typeof entry === 'string') return []
    const file = entry['@tidegate/source']
    return [[file.replace(/^\.\/src\//, '').replace(/\.ts$/, ''), join(folder, file)]]
  }),
)
const isImported = (id: string): boolean => imported.some((name) => id === name || id.startsWith(`${name}/`))

const code = await bundleCode()
checkPrograms(code)
const declarations = await bundleDeclarations(folder, entries, isImported)
rmSync(out, { recursive: true, force: true })
writeFiles(code, escapeCharacters)
writeFiles(declarations, (text) => text)
writeLicences(out, modulesOf(code))
if (manifest.files.includes('dist/digest.md')) {
  const digest = resolve(dirname(fileURLToPath(import.meta.url)), '../docs/language/digest.md')
  copyFileSync(digest, join(folder, 'dist/digest.md'))
}

function writeFiles(files: OutputFiles, written: (text: string) => string): void {
  for (const file of files) {
    mkdirSync(dirname(join(out, file.fileName)), { recursive: true })
    writeFileSync(join(out, file.fileName), file.type === 'chunk' ? written(file.code) : file.source)
  }
}

/** Throws if a file starts a program of the package as `./program.js`, and there is no such file in its folder. */
function checkPrograms(files: OutputFiles): void {
  for (const program of Object.keys(programs[manifest.name] ?? {})) {
    const name = `./${basename(program)}.js`
    for (const file of files) {
      if (file.type !== 'chunk' || !file.code.includes(`"${name}"`)) continue
      const wanted = join(dirname(file.fileName), name)
      if (!files.some(({ fileName }) => fileName === wanted))
        throw new Error(`${file.fileName} starts ${wanted}, which is not in the bundle`)
    }
  }
}

/** Bundles the JavaScript. Throws on a warning, and on a package that is neither imported nor in the table. */
async function bundleCode(): Promise<OutputFiles> {
  const bundle = await rolldown({
    input: { ...entries, ...programs[manifest.name] },
    cwd: folder,
    platform: 'neutral',
    external: (id) => id.startsWith('node:') || isImported(id),
    resolve: { conditionNames: ['@tidegate/source', 'import', 'default'], mainFields: ['module', 'main'] },
    onwarn: (warning) => {
      throw new Error(`${manifest.name}: ${warning.message}`)
    },
  })
  const { output } = await bundle.generate({
    format: 'esm',
    chunkFileNames: 'shared/[name]-[hash].js',
    // Documentation is in the declarations.
    comments: { jsdoc: false, annotation: true, legal: true },
  })
  await bundle.close()
  const other = modulesOf(output).filter(
    (id) => !bundled.some((name) => id.includes(`/node_modules/${name}/`)) && !id.startsWith(`${folder}/src/`),
  )
  if (other.length > 0) throw new Error(`${manifest.name} does not declare a dependency that it imports: ${other[0]}`)
  return output
}
