import { spawnSync } from 'node:child_process'
import { CliError } from '../io.ts'

/** What git printed, or why it failed. */
export type GitResult =
  | { readonly kind: 'done'; readonly out: string }
  | { readonly kind: 'failed'; readonly message: string }

/**
 * Runs git in a folder and waits for it. Nothing that a caller passes is read as a pattern of paths or as a path of the folder above, no index is
 * refreshed, and no program that the repository configures is started. With `output`, a file descriptor, git writes there. Throws `CliError` if git
 * is not installed.
 */
export function runGit(folder: string, args: readonly string[], output?: number): GitResult {
  const { error, status, stdout, stderr } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', GIT_LITERAL_PATHSPECS: '1', GIT_OPTIONAL_LOCKS: '0' },
    maxBuffer: 256 * 1_024 * 1_024,
    stdio: ['ignore', output ?? 'pipe', 'pipe'],
  })
  if (error !== undefined) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CliError(
        'git is not installed',
        'install git, or compare two files: tidegate diff old.policy new.policy',
      )
    return { kind: 'failed', message: error.message }
  }
  if (status === 0) return { kind: 'done', out: stdout ?? '' }
  const [line = ''] = stderr.split('\n').filter((each) => /^(?:fatal|error):/.test(each))
  return { kind: 'failed', message: line.replace(/^\w+: /, '') || `git ended with exit code ${status}` }
}
