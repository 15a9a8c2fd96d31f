import { readdir } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { glob } from 'tinyglobby'
import { CliError } from '../io.ts'

/**
 * Files below a folder whose relative names match one of the patterns, sorted, with `/` between folders. `*` stands for any
 * characters but `/`, `**` for any; `?`, `[ab]`, `{a,b}` and a leading `!` mean what they mean in other programs. Hidden files and
 * folders are found only where a pattern writes their dot, `node_modules` and `.git` never. Links are not followed, except folders that
 * a pattern names before its first star; what is outside the folder is never found.
 * A pattern without a star is a name, and is returned whether there is such a file or not.
 *
 * Throws `CliError` where more than `maxFolders` folders would have to be read.
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

/** A pattern as tinyglobby reads it: `**.policy` means what `**` and a slash before `*.policy` do. Nothing is above the folder. */
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
      `more than ${maxFolders} folders lie below \`${root}\``,
      'name the files, or run it further down',
    )
  }
  if (files.length === 0) return []
  const inside = await foldersInside(root, new Set(files.map((file) => dirname(file))))
  return files.filter((file) => inside.has(dirname(file)))
}

/** The folders that are still inside the root once links are followed. */
async function foldersInside(root: string, folders: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const realRoot = await realpath(root)
  const inside = new Set<string>()
  for (const folder of folders) {
    const path = relative(realRoot, await realpath(join(root, folder)).catch(() => join(realRoot, '..')))
    if (path.split(sep)[0] !== '..' && !isAbsolute(path)) inside.add(folder)
  }
  return inside
}
