import { readFileSync } from 'node:fs'

/** Returns the text of a file; undefined if it does not exist or cannot be read. */
export function readIfPossible(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
