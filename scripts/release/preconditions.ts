import { run } from './run.ts'
import { root } from '../public-packages.ts'

/** What publishing needs and is not the case, one sentence for each. */
export function missingForRelease(version: string): readonly string[] {
  const git = (...args: string[]): string => run('git', args, root, process.env).stdout.trim()
  const missing: string[] = []
  if (git('status', '--porcelain') !== '') missing.push('the working tree has changes: commit them')
  const tags = git('tag', '--points-at', 'HEAD').split('\n')
  if (!tags.includes(`v${version}`)) missing.push(`the commit has no tag v${version}: run \`git tag v${version}\``)
  // A workflow that npm trusts needs no account.
  const isTrusted = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] !== undefined
  if (!isTrusted && run('npm', ['whoami'], root, process.env).status !== 0) {
    missing.push('npm is not logged in: run `npm login`')
  }
  return missing
}
