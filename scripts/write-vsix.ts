/**
 * Writes the extension for VS Code as one file that installs without a network: the client, bundled, and the whole command line, which contains
 * the language server. Prints the size of the file.
 *
 *     node scripts/write-vsix.ts [FILE] [--cli FOLDER]
 *
 * FILE: default `packages/vscode-extension/dist/tidegate-VERSION.vsix`. `--cli`: a bundle of the command line that exists already.
 *
 * WHY no `@vscode/vsce`: it installs a client of Azure, a keyring and a scanner for secrets, for an archive with two descriptions.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Zippable, zipSync } from 'fflate'
import { rolldown } from 'rolldown'
import { modulesOf, writeLicences } from './bundled-licences.ts'
import { contentTypes, type ExtensionManifest, vsixManifest } from './vsix-descriptions.ts'
import { root } from './public-packages.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { cli: { type: 'string' } } })
const folder = join(root, 'packages/vscode-extension')
const manifest = publishedManifest()
const out = resolve(positionals[0] ?? join(folder, `dist/tidegate-${manifest.version}.vsix`))
const scratch = mkdtempSync(join(tmpdir(), 'tidegate-vsix-'))
try {
  const files = new Map<string, Uint8Array | string>([
    ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
    ...['README.md', 'CHANGELOG.md', 'icon.png'].map((name) => [name, read(join(folder, name))] as const),
    ['LICENSE.txt', read(join(folder, 'LICENSE'))],
    ...['tidegate.tmLanguage.json', 'language-configuration.json'].map(
      (name) => [name, read(join(root, 'packages/dsl/editor', name))] as const,
    ),
    ...['test', 'config', 'common'].map((name) => {
      const file = `schemas/${name}.schema.json`
      return [file, read(join(root, 'packages/cli', file))] as const
    }),
    ...(await clientFiles()),
    ...commandLineFiles(),
  ])
  mkdirSync(dirname(out), { recursive: true })
  const archive: Record<string, Zippable[string]> = {
    'extension.vsixmanifest': bytes(vsixManifest(manifest)),
    '[Content_Types].xml': bytes(contentTypes([...files.keys()])),
  }
  for (const [name, content] of files) archive[`extension/${name}`] = bytes(content)
  // The same time in every archive, so that the same sources make the same file. Formats of zip have no time zone.
  const written = zipSync(archive, { level: 9, mtime: new Date(1980, 0, 2) })
  writeFileSync(out, written)
  console.log(`${basename(out)}: ${files.size} files, ${Math.round(written.length / 1000)} kB`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** The manifest of the package, without what only the workspace uses, under the name that VS Code shows. */
function publishedManifest(): ExtensionManifest {
  const {
    private: _private,
    type: _type,
    exports: _exports,
    devDependencies: _dependencies,
    sideEffects: _sideEffects,
    engines,
    ...kept
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ExtensionManifest &
    Readonly<Record<string, unknown>>
  return { ...kept, name: 'tidegate', engines: { vscode: engines.vscode } }
}

/** The client as one module, and the licences of what it contains. */
async function clientFiles(): Promise<readonly (readonly [string, Uint8Array | string])[]> {
  const bundle = await rolldown({
    input: { extension: join(folder, 'src/extension.ts') },
    platform: 'node',
    external: ['vscode'],
    resolve: { conditionNames: ['@tidegate/source', 'node', 'import', 'default'] },
  })
  const { output } = await bundle.generate({
    format: 'cjs',
    entryFileNames: '[name].cjs',
    codeSplitting: false,
    minify: true,
    comments: { jsdoc: false, annotation: false, legal: true },
  })
  await bundle.close()
  writeLicences(scratch, modulesOf(output))
  return [
    ...output.map((file) => [`dist/${file.fileName}`, file.type === 'chunk' ? file.code : file.source] as const),
    ['dist/THIRD-PARTY-LICENSES.txt', read(join(scratch, 'THIRD-PARTY-LICENSES.txt'))],
  ]
}

/** The bundle of the command line, without its declarations, and with a `package.json`, because it consists of ES modules. */
function commandLineFiles(): readonly (readonly [string, Uint8Array | string])[] {
  const cli = values.cli ?? join(scratch, 'cli/bundle')
  if (values.cli === undefined) execFileSync(process.execPath, [join(root, 'scripts/bundle-cli.ts'), cli])
  const names = readdirSync(cli).filter((name) => /\.js$|\.txt$/.test(name))
  return [
    [
      'dist/tidegate/package.json',
      `${JSON.stringify({ name: '@tidegate/cli', version: manifest.version, type: 'module' })}\n`,
    ],
    ['dist/tidegate/digest.md', read(join(root, 'docs/language/digest.md'))],
    ...names.toSorted().map((name) => [`dist/tidegate/bundle/${name}`, read(join(cli, name))] as const),
  ]
}

function read(file: string): Uint8Array {
  return readFileSync(file)
}

function bytes(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
}
