import { spawnSync } from 'node:child_process'

/** What a program printed, and how it ended. */
export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program until it ends, for at most five minutes. Throws if it cannot be started. */
export function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 300_000,
    shell: process.platform === 'win32',
  })
  if (error !== undefined) throw error
  return { status, stdout, stderr }
}

/** Runs a program that must succeed, and returns its standard output. Throws with what it printed if it does not. */
export function mustRun(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = run(program, args, cwd, env)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}
