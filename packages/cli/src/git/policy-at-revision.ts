import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import type { Plugin } from '@tidegate/engine'
import { checkPolicyFile, type Config, type DecisionOptions, type FoundConfig } from '@tidegate/node'
import { matchesName } from '@tidegate/values'
import { parseDocument } from 'yaml'
import { parseConfig } from '../config/parse-config.ts'
import { fileOptions, type Project } from '../config/read-config.ts'
import { CliError } from '../io.ts'
import { checkOutFile, refuseSubmodule } from './check-out-files.ts'
import type { Revision } from './revision.ts'

/** A policy as it was at a revision, in a folder that contains its files. */
export interface PolicyAtRevision {
  /** The revision and the path in it, such as `origin/main:site.policy`. */
  readonly shown: string
  /** Absolute path of the policy in that folder. */
  readonly path: string
  /** The options of that revision's `tidegate.yaml` that say of which files a policy consists. */
  readonly options: DecisionOptions
}

/**
 * Calls `use` with a policy as it was at a revision, together with the files that it included and the lists that it read then; the folder with them is removed
 * afterwards. `path` is absolute, in the working tree; a policy that was renamed since then is found under its old name, and `was` is another path in the
 * repository. Undefined if the policy did not exist. Throws `CliError`.
 */
export async function withPolicyAt<T>(
  revision: Revision,
  path: string,
  was: string | undefined,
  project: Project,
  plugins: readonly Plugin[],
  use: (policy: PolicyAtRevision) => Promise<T>,
): Promise<T | undefined> {
  const now = pathInside(revision, path)
  refuseSubmodule(revision, was ?? now)
  const old = was ?? (revision.entry(now) === undefined ? revision.renamedFrom(now) : now)
  if (old === undefined || revision.entry(old) === undefined) return undefined
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'tidegate-revision-')))
  try {
    const options = optionsAt(revision, project, folder)
    if (options.root !== undefined) mkdirSync(options.root, { recursive: true })
    checkOutFile(revision, old, folder)
    checkOutReferences(revision, folder, join(folder, old), options, plugins)
    return await use({ shown: `${revision.name}:${old}`, path: join(folder, old), options })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns the path of a file in the repository. Throws `CliError` if it is outside. */
function pathInside(revision: Revision, path: string): string {
  const inside = pathIn(revision, path)
  if (inside === undefined)
    throw new CliError(`\`${path}\` is not in the repository \`${revision.top}\``, 'name a policy of this repository')
  return inside
}

/** Returns the path of a file in the repository; undefined if it is outside. */
function pathIn({ top }: Revision, path: string): string | undefined {
  const inside = relative(top, join(realpathSync.native(resolve(path, '..')), path.split(sep).at(-1)!))
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) ? undefined : inside.split(sep).join('/')
}

/**
 * Writes all files that the policy refers to. WHY in rounds: only a checked policy says which files it reads, and an included file may refer to
 * others. The last round asks for nothing new.
 */
function checkOutReferences(
  revision: Revision,
  folder: string,
  path: string,
  options: DecisionOptions,
  plugins: readonly Plugin[],
): void {
  const seen = new Set<string>()
  for (let isNew = true; isNew;) {
    isNew = false
    for (const { path: asked, wanted } of checkPolicyFile(path, { ...fileOptions(options), plugins }).asked) {
      const inside = relative(folder, asked).split(sep).join('/')
      const key = JSON.stringify([inside, wanted])
      if (seen.has(key) || inside.startsWith('..')) continue
      seen.add(key)
      isNew = true
      checkOutFile(revision, inside, folder)
      if (wanted === undefined) continue
      for (const name of revision.list(inside).keys())
        if (matchesName(wanted.pattern, name))
          checkOutFile(revision, inside === '' ? name : `${inside}/${name}`, folder)
    }
  }
}

/** Returns the `tidegate.yaml` of a revision, at the place of the present one; undefined if there was none. Throws `CliError` if it is invalid or outside the repository. */
export function configAtRevision(revision: Revision, { path }: FoundConfig): Config | undefined {
  const inside = pathInside(revision, path)
  const entry = revision.entry(inside)
  if (entry?.kind !== 'file') return undefined
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'tidegate-revision-')))
  try {
    return configAt(revision, inside, revision.text(entry), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns the options `root` and `limits` as they were: of the `tidegate.yaml` of then, if it was at the same place. */
function optionsAt(revision: Revision, { found, options }: Project, folder: string): DecisionOptions {
  if (found === undefined) return moved(revision, options, folder)
  const inside = pathIn(revision, found.path)
  const entry = inside === undefined ? undefined : revision.entry(inside)
  if (inside === undefined || entry?.kind !== 'file') return moved(revision, options, folder)
  const then = configAt(revision, inside, revision.text(entry), folder)
  const { root: _root, limits: _limits, ...others } = options
  // A flag of this run, which differs from the configuration of now, is for both policies.
  const isFlag = options.root !== undefined && options.root !== found.config.root
  return {
    ...others,
    ...(isFlag ? moved(revision, { root: options.root! }, folder) : then.root !== undefined && { root: then.root }),
    ...(then.limits !== undefined && { limits: then.limits }),
  }
}

function configAt(revision: Revision, inside: string, text: string, folder: string): Config {
  try {
    createRoot(text, join(folder, inside, '..'), folder)
    const config = parseConfig(text, join(folder, inside))
    if (config.root === undefined || config.root === folder || config.root.startsWith(folder + sep)) return config
    throw new CliError(`\`root\` in \`${join(folder, inside)}\` is outside the repository`, 'name a folder in it')
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    throw new CliError(error.message.replaceAll(folder + sep, `${revision.name}:`), error.help)
  }
}

/** Creates the folder that `root` names. WHY: it has to exist when the configuration is read, while the copy is still empty. */
function createRoot(text: string, from: string, folder: string): void {
  mkdirSync(from, { recursive: true })
  const value: unknown = parseDocument(text).get('root')
  const root = typeof value === 'string' ? resolve(from, value) : from
  if (root.startsWith(folder + sep)) mkdirSync(root, { recursive: true })
}

/** Returns options with the folder `root` in the copy in place of the one in the working tree. */
function moved(revision: Revision, options: DecisionOptions, folder: string): DecisionOptions {
  if (options.root === undefined) return options
  const root = realpathSync.native(options.root)
  return { ...options, root: root === revision.top ? folder : join(folder, pathInside(revision, root)) }
}
