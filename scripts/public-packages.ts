import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the workspace. */
export const root: string = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Where the sources are published. Every package and page that names the repository is checked against this. */
export const repository = 'https://github.com/tidegate/tidegate'

/** A package.json, as far as the scripts of this folder read it. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly description?: string
  readonly keywords?: readonly string[]
  readonly homepage?: string
  readonly bugs?: { readonly url: string }
  readonly license?: string
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string }
  readonly engines?: { readonly node: string }
  readonly publishConfig?: { readonly access: string; readonly provenance: boolean }
  readonly sideEffects?: boolean | readonly string[]
  readonly type?: string
  readonly files?: readonly string[]
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A package that is published. */
export interface PublicPackage {
  /** Relative to the root, with `/`: `packages/engine`. */
  readonly folder: string
  readonly manifest: Manifest
}

/** The packages that are published: all in `packages/` that are not private, by folder. */
export function publicPackages(): readonly PublicPackage[] {
  return globSync('packages/*/package.json', { cwd: root })
    .map((file) => dirname(file).replaceAll('\\', '/'))
    .toSorted()
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true)
}
