import { join, relative, sep } from 'node:path'
import type { Config } from '@tidegate/node'
import { optionNames } from '../../config/option-flags.ts'
import type { Project } from '../../config/read-config.ts'
import { configAtRevision } from '../../git/policy-at-revision.ts'
import type { Revision } from '../../git/revision.ts'
import { CliError } from '../../io.ts'
import type { FailOn } from '../diff/fail-on.ts'
import { quoted, type ReviewRow } from './review-report.ts'
import { reasonOf } from './review-tests.ts'

/**
 * Returns rows about what `tidegate.yaml` changes. WHY they fail: an option such as `mode: observe` may let everything through, and a policy that is no longer named is
 * not compared at all, so nothing proves that such a change is not looser.
 */
export function reviewOptions(revision: Revision, { found }: Project, failOn: FailOn): readonly ReviewRow[] {
  if (found === undefined) return []
  const state = failOn === 'never' ? 'note' : 'bad'
  try {
    const before = configAtRevision(revision, found) ?? {}
    return changesOf(revision, before, found.config, relative(revision.top, found.folder)).map(
      ([result, details]): ReviewRow => ({ part: 'diff', state, result, details }),
    )
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const result = `${quoted('tidegate.yaml')} could not be compared with ${quoted(revision.name)}`
    return [{ part: 'diff', state, result, details: reasonOf(error) }]
  }
}

/** The options that are compared as they are: files and limits of the language show in the policies themselves. */
const compared = optionNames.filter((name) => name !== 'root' && name !== 'limits')

function changesOf(
  revision: Revision,
  before: Config,
  now: Config,
  folder: string,
): readonly (readonly [string, string])[] {
  const written = (value: unknown): string => (value === undefined ? 'nothing' : quoted(JSON.stringify(value)))
  const options = compared
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]))
    .map((name): readonly [string, string] => [
      `**may be looser**: ${quoted(name)} in ${quoted('tidegate.yaml')}`,
      `${written(before[name])} → ${written(now[name])}; what this changes cannot be compared`,
    ])
  const placeOf = (name: string): string => join(folder, name).split(sep).join('/')
  const named = new Set((now.policy ?? []).map(placeOf))
  const renamed = new Set([...named].map((name) => revision.renamedFrom(name)))
  const left = (before.policy ?? [])
    .filter((name) => !named.has(placeOf(name)) && !renamed.has(placeOf(name)))
    .map((name): readonly [string, string] => [
      `**no longer named**: ${quoted(name)} in ${quoted('tidegate.yaml')}`,
      'so it was not compared',
    ])
  return [...options, ...left]
}
