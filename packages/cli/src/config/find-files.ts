import { readdir } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { glob } from 'tinyglobby'
import { CliError } from '../io.ts'

/**
 * Returns the files below a folder whose relative names match one of the patterns, sorted, with `/` between folders. `*` matches any
 * characters except `/`, and `**` matches any characters; `?`, `[ab]`, `{a,b}` and a leading `!` have their usual meaning. Hidden files and
 * folders are found only if a pattern contains their dot; `node_modules` and `.git` are never searched. Links are not followed, except
 * folders that a pattern names before its first star; files outside the folder are never found. A pattern without a star is the name of one
 * file, which is returned whether the file exists or not.
 *
 * Throws `CliError` if more than `maxFolders` folders would have to be read.
 */
export async function findFiles(
  folder: string,
  patterns: readonly string[],
  maxFolders = 20_000,
): Promise<readonly string[]> {
  const names = patterns.filter((pattern) => !pattern.includes('*'))
  const globs = patterns.filter((pattern) => pattern.includes('*')).flatMap(globsOf)
  const found = globs.length === 0 ? [] : await filesBelow(folder, globs, maxFolders)
  return [...new Set([...names, ...found])].toSorted()
}

/** Translates a pattern for tinyglobby: `**.policy` is short for `**` and `/*.policy`. Patterns with `..` match nothing. */
function globsOf(pattern: string): readonly string[] {
  const glob = pattern.replace(/^\.?\//, '').replaceAll(/(?<=^!?|\/)\*\*(?=[^/*])/g, '**/*')
  return glob.split('/').includes('..') ? [] : [glob]
}

async function filesBelow(root: string, globs: readonly string[], maxFolders: number): Promise<readonly string[]> {
  const tooMany = new AbortController()
  let folders = 0
  const countedReaddir = (...args: Parameters<typeof readdir>): void => {
    folders += 1
    if (folders > maxFolders) tooMany.abort()
    readdir(...args)
  }
  const files = await glob(globs, {
    cwd: root,
    ignore: ['**/node_modules/**', '**/.git/**'],
    expandDirectories: false,
    followSymbolicLinks: false,
    signal: tooMany.signal,
    fs: { readdir: countedReaddir as typeof readdir },
  })
  if (tooMany.signal.aborted) {
    throw new CliError(
      `there are more than ${maxFolders} folders below \`${root}\``,
      'name the files, or run the command in a folder further down',
    )
  }
  if (files.length === 0) return []
  const inside = await foldersInside(root, new Set(files.map((file) => dirname(file))))
  return files.filter((file) => inside.has(dirname(file)))
}

/** Returns the folders that are inside the root after links have been followed. */
async function foldersInside(root: string, folders: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const realRoot = await realpath(root)
  const inside = new Set<string>()
  for (const folder of folders) {
    const path = relative(realRoot, await realpath(join(root, folder)).catch(() => join(realRoot, '..')))
    if (path.split(sep)[0] !== '..' && !isAbsolute(path)) inside.add(folder)
  }
  return inside
}
