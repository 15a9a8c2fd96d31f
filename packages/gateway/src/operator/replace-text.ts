import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Replaces a file atomically; only its owner can read it, because it contains addresses and ids of users. Throws the error of the system; the file is then as
 * it was.
 */
export function replaceText(path: string, text: string): void {
  const beside = `${path}.new`
  rmSync(beside, { force: true })
  try {
    writeFileSync(beside, text, { flag: 'wx', mode: 0o600, flush: true })
    renameSync(beside, path)
  } catch (error) {
    // WHY: what was written must not keep a full disk full.
    rmSync(beside, { force: true })
    throw error
  }
}
