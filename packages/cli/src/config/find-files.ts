import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pathMatches } from '@tidegate/values'
import { CannotRun } from '../io.ts'

const mostFolders = 20_000

/**
 * Files below a folder whose relative names match one of the patterns, sorted, with `/` between folders. `*` stands for any
 * characters but `/`, `**` for any. Hidden folders and `node_modules` are not entered; links to folders are not followed.
 * A pattern without a star is a name, and is given whether there is such a file or not.
 */
export async function findFiles(folder: string, patterns: readonly string[]): Promise<readonly string[]> {
  const names = patterns.filter((pattern) => !pattern.includes('*'))
  const globs = patterns.filter((pattern) => pattern.includes('*')).flatMap(globsOf)
  const found = new Set(names)
  if (globs.length > 0) {
    for (const name of await filesBelow(folder)) {
      if (globs.some((glob) => pathMatches(glob, encodeURI(`/${name}`)))) found.add(name)
    }
  }
  return [...found].toSorted()
}

/** A pattern as path patterns of the language; what may stand between two slashes may also be nothing there. */
function globsOf(pattern: string): readonly string[] {
  const glob = `/${pattern.replace(/^\.?\//, '')}`
  return [glob, glob.replaceAll('/**/', '/')]
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const files: string[] = []
  const folders = [root]
  for (let index = 0; index < folders.length; index += 1) {
    const folder = folders[index]!
    if (index === mostFolders) {
      throw new CannotRun(
        `more than ${mostFolders} folders lie below \`${root}\``,
        'name the files, or run it further down',
      )
    }
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') folders.push(path)
      } else if (entry.isFile()) files.push(relative(root, path).split(sep).join('/'))
    }
  }
  return files
}
