import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Returns how to start `tidegate`: the bundle as it is published, else the build, else the sources. */
export function tidegateCommand(): {
  readonly args: readonly string[]
  readonly form: 'bundled' | 'built' | 'sources'
} {
  const sources = import.meta.resolve('@tidegate/cli')
  const at = (path: string): string => fileURLToPath(new URL(path, sources))
  if (existsSync(at('../dist/bundle/main.js'))) return { args: [at('../dist/bundle/main.js')], form: 'bundled' }
  if (existsSync(at('../dist/main.js'))) return { args: [at('../dist/main.js')], form: 'built' }
  return { args: ['--conditions=@tidegate/source', at('./main.ts')], form: 'sources' }
}

/** Milliseconds from the start of `tidegate ARGUMENTS` to its exit. Rejects if it could not run. */
export async function timeTidegate(args: readonly string[]): Promise<number> {
  const started = performance.now()
  try {
    await execute(process.execPath, [...tidegateCommand().args, ...args], { maxBuffer: 2 ** 28 })
  } catch (error) {
    // Exit code 1 means findings.
    if ((error as { readonly code?: number }).code !== 1) throw error
  }
  return performance.now() - started
}
