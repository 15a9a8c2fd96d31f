import { stat } from 'node:fs/promises'
import { CannotRun } from './io.ts'

/** Resolves when the path is a file that is there; else throws `CannotRun` that says what is the matter and what to do. */
export async function readable(path: string, shown: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EACCES') throw new CannotRun(`\`${shown}\` may not be read`, 'give this user permission to read it')
    throw new CannotRun(`\`${shown}\` is not there`, 'check the path; it is relative to where you are')
  }
  throw new CannotRun(`\`${shown}\` is not a file`, 'name a .policy file')
}
