import { globSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { IncludedFile, ReadIncluded } from '@tidegate/importers'
import { CliError } from '../../io.ts'

const maxFiles = 1_000
const maxBytes = 16 * 1_024 * 1_024

/**
 * Creates a reader of included files, for a configuration in a folder. Paths below the folder are shown relative to it. Files that do not
 * exist or cannot be read are left out. Throws `CliError` if all includes together read more than 1,000 files or 16 MiB.
 */
export function createIncludedReader(folder: string): ReadIncluded {
  let files = 0
  let bytes = 0
  return (pattern) =>
    pathsOf(pattern, folder).flatMap((path): readonly IncludedFile[] => {
      const content = readAt(path)
      if (content === undefined) return []
      files += 1
      bytes += content.length
      if (files > maxFiles || bytes > maxBytes)
        throw new CliError(
          `expected at most ${maxFiles} included files with ${maxBytes} bytes`,
          'import its parts one by one',
        )
      return [{ path: shownPath(path, folder), text: new TextDecoder().decode(content) }]
    })
}

function pathsOf(pattern: string, folder: string): readonly string[] {
  if (pattern === '' || pattern.includes('\0')) return []
  if (!/[*?[]/.test(pattern)) return [resolve(folder, pattern)]
  // `**` is `*` for the programs that read these files, and hidden files must be named.
  const found = globSync(pattern.replaceAll(/\*{2,}/g, '*'), { cwd: folder })
  const named = /(?:^|\/)\.[^/]*$/.test(pattern)
  return found
    .filter((path) => named || !/(?:^|\/)\.[^/]*$/.test(path))
    .map((path) => resolve(folder, path))
    .toSorted((one, other) => (one < other ? -1 : 1))
}

function readAt(path: string): Uint8Array | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path) : undefined
  } catch {
    return undefined
  }
}

function shownPath(path: string, folder: string): string {
  const shown = relative(realpathSync(folder), realpathSync(path))
  return shown.startsWith('..') || isAbsolute(shown) ? path : shown
}
