import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** How `tidegate` is started: as it was built, or from its sources where it was not. */
export function tidegateCommand(): { readonly args: readonly string[]; readonly isBuilt: boolean } {
  const sources = import.meta.resolve('@tidegate/cli')
  const built = fileURLToPath(new URL('../dist/main.js', sources))
  if (existsSync(built)) return { args: [built], isBuilt: true }
  return { args: ['--conditions=@tidegate/source', fileURLToPath(new URL('./main.ts', sources))], isBuilt: false }
}

/** Milliseconds from starting `tidegate ARGUMENTS` to its end. Rejects when it could not run. */
export async function timeTidegate(args: readonly string[]): Promise<number> {
  const started = performance.now()
  try {
    await execute(process.execPath, [...tidegateCommand().args, ...args], { maxBuffer: 2 ** 28 })
  } catch (error) {
    // Findings are 1.
    if ((error as { readonly code?: number }).code !== 1) throw error
  }
  return performance.now() - started
}
