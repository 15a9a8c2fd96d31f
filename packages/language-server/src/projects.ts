import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { analyse, type Analysis, hostOf, resolveName } from '@tidegate/language-features'
import { type CheckHost, createParses, type Parses } from '@tidegate/dsl'
import { folderHost, type FoundConfig, type HostExtras, readConfigFile } from '@tidegate/node'
import { realPathOf } from './file-uris.ts'
import type { OpenTexts } from './open-texts.ts'

/** A policy as its files are now, with the names of its files resolved. */
export interface Opened {
  readonly analysis: Analysis
  /** The canonical name of the file that was asked for. */
  readonly file: string
  /** Returns the path of a canonical name. */
  readonly pathOf: (file: string) => string
}

/** The policies of all open files. Each is checked again only after one of its files has changed. */
export interface Projects {
  /** Returns the policy of a file: the one that includes it, or the file itself. Undefined if it is neither open nor readable. */
  readonly of: (path: string) => Opened | undefined
  /** Forgets what was checked with a text that has changed. */
  readonly changed: (path: string) => void
  /** Returns the `tidegate.yaml` next to a file or in a folder above it, if it is valid. */
  readonly configOf: (path: string) => FoundConfig | undefined
}

type Plugins = NonNullable<HostExtras['plugins']>

interface Cached {
  readonly analysis: Analysis
  readonly folder: string
  readonly asked: ReadonlySet<string>
  readonly isCurrent: () => boolean
}

/** Maximum number of other policies of which the server finds out whether they include a file. */
const maxCandidates = 50

/** Creates the policies of a session. `plugins` returns those that were loaded for a `tidegate.yaml`. */
export function createProjects(texts: OpenTexts, plugins: (configPath: string) => Plugins): Projects {
  const cache = new Map<string, Cached>()
  // What was parsed for each root, so that a keystroke does not parse everything again.
  const parses = new Map<string, Parses>()

  function textOf(path: string): string | undefined {
    const open = texts.get(path)
    if (open !== undefined) return open
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  }

  function checked(root: string): Cached | undefined {
    const cached = cache.get(root)
    if (cached?.isCurrent() === true) return cached
    const text = textOf(root)
    if (text === undefined) return undefined
    const config = configOf(root)
    const folder = realPathOf(config?.config.root ?? dirname(root))
    const name = relative(folder, root).split(sep).join('/')
    const extras: HostExtras = {
      ...(config !== undefined && { plugins: plugins(config.path) }),
      ...(config?.config.limits !== undefined && { limits: config.config.limits }),
    }
    const stored = folderHost(folder, extras)
    if (parses.size > maxCandidates) parses.clear()
    const known = parses.get(root) ?? createParses()
    parses.set(root, known)
    const analysis = analyse({ file: name, text }, withOpenTexts(stored.host, folder, texts, known))
    const asked = new Set([root, ...stored.asked().map(({ path }) => path)])
    const entry = { analysis, folder, asked, isCurrent: stored.isCurrent }
    cache.set(root, entry)
    return entry
  }

  /** Returns the policies that may include a file: those of the configuration, open ones, and those in its folder and the folders above. */
  function candidates(path: string): readonly string[] {
    const config = configOf(path)
    const names = [config?.config.policy ?? []].flat().filter((name) => !name.includes('*'))
    const found = names.map((name) => realPathOf(resolve(config?.folder ?? '', name)))
    found.push(...texts.paths().filter((each) => each.endsWith('.policy')))
    const top = config?.folder ?? dirname(dirname(path))
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      found.push(...policiesIn(folder))
      if (folder === top || dirname(folder) === folder) break
    }
    return [...new Set(found)].filter((each) => each !== path).slice(0, maxCandidates)
  }

  function rootOf(path: string): string {
    for (const candidate of candidates(path)) {
      if (!/^\s*include\b/mu.test(textOf(candidate) ?? '')) continue
      const policy = checked(candidate)
      if (
        policy?.analysis.units.some(({ file, role }) => role === 'include' && join(policy.folder, file) === path) ===
        true
      )
        return candidate
    }
    return path
  }

  return {
    of: (path) => {
      const policy = checked(rootOf(path))
      if (policy === undefined) return undefined
      const { analysis, folder } = policy
      const file = relative(folder, path).split(sep).join('/')
      return { analysis, file, pathOf: (name) => join(folder, name) }
    },
    changed: (path) => {
      for (const [root, { asked }] of cache) if (asked.has(path)) cache.delete(root)
    },
    configOf,
  }
}

function configOf(path: string): FoundConfig | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'tidegate.yaml')
    if (existsSync(file)) {
      try {
        return readConfigFile(file)
      } catch {
        // Its own diagnostics say what is wrong with it.
        return undefined
      }
    }
    if (dirname(folder) === folder) return undefined
  }
}

function policiesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.policy'))
      .toSorted()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Returns a host that reads what is open in the editor before what is stored. */
function withOpenTexts(host: CheckHost, folder: string, texts: OpenTexts, parses: Parses): CheckHost {
  const openText = (
    content: ReturnType<CheckHost['readList']>,
    name: string,
    fromFile: string,
  ): ReturnType<CheckHost['readText']> | undefined => {
    const isMissing = content.kind === 'error' && content.message === 'no such file'
    const file = content.kind === 'error' ? (isMissing ? resolveName(name, fromFile) : undefined) : content.file
    const text = file === undefined ? undefined : texts.get(join(folder, file))
    return file === undefined || text === undefined ? undefined : { kind: 'text', file, text }
  }
  return {
    ...host,
    parses,
    // WHY: the spread would create the catalogue.
    get catalog() {
      return host.catalog!
    },
    readText: (name, fromFile, role) => {
      const content = host.readText(name, fromFile, role)
      return openText(content, name, fromFile) ?? content
    },
    readList: (name, fromFile) => {
      const content = host.readList(name, fromFile)
      return openText(content, name, fromFile) ?? content
    },
  }
}

/** Analyses a text that is not a file, such as one that was never saved: it can include nothing. */
export function analyseAlone(text: string, extras: Parameters<typeof hostOf>[1]): Opened {
  const file = 'untitled.policy'
  const analysis = analyse({ file, text }, hostOf({ read: () => undefined }, extras))
  return { analysis, file, pathOf: (name) => name }
}
