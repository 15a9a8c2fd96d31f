import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Replaces a file atomically, at once: it is written next to the file as `besidePath`, flushed to the disk, and renamed. Only its owner can read it, because it
 * contains secrets, or addresses and ids of users. Throws the error of the system; the file is then as it was.
 */
export function replaceNow(
  path: string,
  pieces: Iterable<Uint8Array | string>,
  besidePath: string = `${path}.new`,
): void {
  rmSync(besidePath, { force: true })
  try {
    const file = openSync(besidePath, 'wx', 0o600)
    try {
      // WHY not `write`: on a disk that becomes full, it writes less without an error.
      for (const piece of pieces) writeFileSync(file, piece)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(besidePath, path)
  } catch (error) {
    // WHY: what was written must not keep a full disk full.
    rmSync(besidePath, { force: true })
    throw error
  }
}
