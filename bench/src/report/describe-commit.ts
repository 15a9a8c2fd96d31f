import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The short name of the present commit, with `+` after it if a source of a package or of a benchmark differs from it. Throws if there is no repository. */
export function describeCommit(): string {
  const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--', 'packages', 'bench/src')
  return git('rev-parse', '--short=8', 'HEAD') + (changed === '' ? '' : '+')
}
