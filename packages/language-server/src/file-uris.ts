import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Returns the path of a URI with links resolved; undefined if it is not the URI of a local file. A file need not exist. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined
  try {
    return realPathOf(fileURLToPath(uri))
  } catch {
    return undefined
  }
}

/** Returns the URI of a path. */
export function uriOfPath(path: string): string {
  return pathToFileURL(path).href
}

/** Resolves links in a path; of a file that does not exist, in its folder. */
export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    try {
      return join(realpathSync.native(dirname(path)), basename(path))
    } catch {
      return path
    }
  }
}

/** What a file is, by its name. */
export type FileKind = 'policy' | 'tests' | 'config'

/** Returns what a file is: `*.test.yaml`, `tidegate.yaml`, or a policy, because the client sends only files of the language. */
export function kindOfFile(uri: string): FileKind {
  if (/\.test\.ya?ml$/iu.test(uri)) return 'tests'
  return /(?:^|\/)tidegate\.ya?ml$/iu.test(uri) ? 'config' : 'policy'
}
