import { lstatSync, mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Turns on the compile cache of Node.js, in a folder that only this user can write. WHY: compiled code is run without being compared with the source, and
 * the folder that Node.js uses by default can be created by every user of the machine where the folder for temporary files is shared. With `NODE_COMPILE_CACHE`,
 * the folder is the operator's choice. Without a safe folder there is no cache.
 */
export function startCompileCache(): void {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) {
    enableCompileCache()
    return
  }
  // On Windows, the folder for temporary files belongs to the user.
  const user = process.getuid?.()
  const folder = user === undefined ? join(tmpdir(), 'tidegate-compiled') : join(tmpdir(), `tidegate-compiled-${user}`)
  if (makeOwnFolder(folder, user)) enableCompileCache(folder)
}

/** Creates a folder that only `user` can write. Returns whether it exists now and is such a folder, and not a link to one. */
export function makeOwnFolder(folder: string, user: number | undefined): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch {
    // It exists, or cannot be created.
  }
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined || !found.isDirectory()) return false
  return user === undefined || (found.uid === user && (found.mode & 0o022) === 0)
}
