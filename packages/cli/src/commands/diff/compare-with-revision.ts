import { resolve } from 'node:path'
import type { Plan, Plugin } from '@tidegate/engine'
import type { Project } from '../../config/read-config.ts'
import { openRevision, type Revision } from '../../git/revision.ts'
import { withPolicyAt } from '../../git/policy-at-revision.ts'
import { CliError, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'

/** A policy of a revision, compiled. */
export interface OldPolicy {
  /** The revision and the path in it, such as `origin/main:site.policy`. */
  readonly shown: string
  readonly plan: Plan
}

/** Opens the revision that `--git` names; after a colon, it may name the policy's path in it. Throws `CliError`. */
export function openNamedRevision(
  text: string,
  cwd: string,
): { readonly revision: Revision; readonly was: string | undefined } {
  const colon = text.indexOf(':')
  if (colon === text.length - 1)
    throw new CliError(`invalid \`--git ${text}\``, 'expected the path of a policy after the colon, or no colon')
  const revision = openRevision(cwd, colon < 0 ? text : text.slice(0, colon))
  return { revision, was: colon < 0 ? undefined : text.slice(colon + 1) }
}

/** Returns a policy as it was at a revision; undefined if it did not exist. Throws `CliError` if it had errors. */
export function oldPolicyOf(
  { revision, was }: ReturnType<typeof openNamedRevision>,
  file: string,
  project: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<OldPolicy | undefined> {
  return withPolicyAt(revision, resolve(io.cwd, file), was, project, plugins, async ({ path, shown, options }) => {
    const { plan } = await openPolicy(path, shown, plugins, options, io)
    return { shown, plan }
  })
}
