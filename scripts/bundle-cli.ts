/**
 * Bundles the command line into a few files instead of some six hundred modules, so that it starts in a third of the time. The package's
 * `bin` runs `packages/cli/dist/bundle/main.js`; the licences of the bundled packages are written next to it.
 *
 *     node scripts/bundle-cli.ts [FOLDER] [--modules]
 *
 * FOLDER: another folder to write to. `--modules`: print the modules of each file, as JSON.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown, type OutputOptions, type Plugin } from 'rolldown'
import { bundleDeclarations, type OutputFiles } from './bundle-declarations.ts'
import { breakLines } from './break-lines.ts'
import { escapeCharacters } from './escape-characters.ts'
import { writeLicences } from './bundled-licences.ts'
import { filesOfSteps } from './files-of-steps.ts'
import { lazyModules } from './lazy-modules.ts'

/** WHY: Commander spawns executables only for external subcommands, of which there are none; loading `node:child_process` takes 5 ms. */
const unusedChildProcess: Plugin = {
  name: 'unused-child-process',
  resolveId: (source, importer) =>
    source === 'node:child_process' && importer?.includes('/commander/') === true ? '\0child-process' : undefined,
  load: (id) =>
    id === '\0child-process'
      ? "export const spawn = (...args) => process.getBuiltinModule('node:child_process').spawn(...args)"
      : undefined,
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const [folder] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const out = folder === undefined ? join(root, 'packages/cli/dist/bundle') : resolve(folder)

// Modules that a small policy does not need; each of them imports a library or a large table.
const lazy = lazyModules(
  [
    'packages/dsl/src/check/findings/dst-surprises.ts',
    'packages/dsl/src/lists/read-list-file.ts',
    'packages/dsl/src/lists/read-yaml-list.ts',
    'packages/robots-parser/src/to-policy.ts',
    'packages/bot-catalog/src/catalog-tokens.ts',
    'packages/values/src/texts/did-you-mean.ts',
    'packages/cli/src/commands/fmt/unified-diff.ts',
  ].map((file) => join(root, file)),
)

/** The program, and what other programs import. */
const entries = { main: join(root, 'packages/cli/src/main.ts'), index: join(root, 'packages/cli/src/index.ts') }

/** Bundles the command line; `codeSplitting` determines which modules share a file. */
async function build(codeSplitting: OutputOptions['codeSplitting'] = true): Promise<OutputFiles> {
  const bundle = await rolldown({
    input: {
      ...entries,
      // The gateway reloads policies in a worker, which it finds next to the file that starts it.
      'compile-worker': join(root, 'packages/node/src/policy-files/compile-worker.ts'),
      'counter-owner': join(root, 'packages/node/src/workers/counter-owner.ts'),
      ...lazy.input,
    },
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    resolve: { conditionNames: ['@tidegate/source', 'node', 'import', 'default'] },
    plugins: [lazy.plugin, unusedChildProcess],
    checks: { ineffectiveDynamicImport: false },
  })
  const { output } = await bundle.generate({
    format: 'esm',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting,
    // Names are kept, so that a stack trace names our functions.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    // As in `bundle-package.ts`: documentation is in the sources.
    comments: { jsdoc: false, annotation: true, legal: true },
  })
  await bundle.close()
  return output
}

const source = (file: string): string => join(root, 'packages/cli/src', file)
const separateChunks = (await build()).filter((file) => file.type === 'chunk')
const output = await build(
  filesOfSteps(separateChunks, [
    { name: 'start', modules: [source('node-io.ts'), source('run.ts'), source('commands/check/options.ts')] },
    { name: 'check', modules: [source('commands/check/command.ts')] },
  ]),
)

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const declarations = await bundleDeclarations(join(root, 'packages/cli'), entries, () => false)
for (const file of output)
  writeFileSync(join(out, file.fileName), file.type === 'chunk' ? escapeCharacters(breakLines(file.code)) : file.source)
for (const file of declarations)
  writeFileSync(join(out, file.fileName), file.type === 'chunk' ? file.code : file.source)

const modulesOfFiles = output.map((file) => {
  return [file.fileName, file.type === 'chunk' ? file.moduleIds.filter((id) => !id.startsWith('\0')) : []] as const
})
const modules = modulesOfFiles.flatMap(([, ids]) => ids)
const packages = writeLicences(out, modules)
copyFileSync(join(root, 'docs/language/digest.md'), join(out, '../digest.md'))
if (process.argv.includes('--modules')) {
  const shown = modulesOfFiles.map(
    ([file, ids]) => [file, ids.map((id) => relative(root, id).split(sep).join('/'))] as const,
  )
  console.log(JSON.stringify(Object.fromEntries(shown)))
} else console.log(`${output.length} files, ${modules.length} modules, ${packages} packages`)
