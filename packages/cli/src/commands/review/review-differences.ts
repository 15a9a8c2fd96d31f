import { diffPolicies, looseningOf } from '@tidegate/analysis'
import type { Plan, Plugin } from '@tidegate/engine'
import type { Project } from '../../config/read-config.ts'
import { CliError, type Io } from '../../io.ts'
import { openPolicy } from '../../policies/open-policy.ts'
import { resolve } from 'node:path'
import { type OldPolicy, oldPolicyOf, type openNamedRevision } from '../diff/compare-with-revision.ts'
import { limitChange, limitTitle, outcomeWords, whereWords, whyWords, witnessWords } from '../diff/diff-words.ts'
import { type FailOn, failsOn } from '../diff/fail-on.ts'
import { quoted, type ReviewRow } from './review-report.ts'
import { reasonOf } from './review-tests.ts'

/** A policy under review, with what it was at the revision, if that can be said. */
export interface ReviewedPolicy {
  readonly file: string
  readonly plan: Plan
  readonly old: OldPolicy | undefined
}

/** What a review found about the differences of one policy from what it was. */
export interface ReviewedDifferences {
  readonly policy: ReviewedPolicy
  readonly rows: readonly ReviewRow[]
  readonly looser: boolean
}

/** Compares a policy with what it was at a revision, if there is one. */
export async function reviewDifferences(
  file: string,
  revision: ReturnType<typeof openNamedRevision> | undefined,
  failOn: FailOn,
  project: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<ReviewedDifferences> {
  const { plan } = await openPolicy(resolve(io.cwd, file), file, plugins, project.options, io)
  if (revision === undefined) return { policy: { file, plan, old: undefined }, rows: [], looser: false }
  const { name } = revision.revision
  try {
    const old = await oldPolicyOf(revision, file, project, plugins, io)
    const policy = { file, plan, old }
    if (old !== undefined) return { policy, ...differencesOf(old, policy, failOn, io.nowMs()) }
    const result = `${quoted(file)} is new: it did not exist at ${quoted(name)}`
    return { policy, rows: [{ part: 'diff', state: 'note', result, details: '' }], looser: false }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const result = `${quoted(file)} could not be compared with ${quoted(name)}`
    const row: ReviewRow = {
      part: 'diff',
      state: failOn === 'never' ? 'note' : 'bad',
      result,
      details: reasonOf(error),
    }
    return { policy: { file, plan, old: undefined }, rows: [row], looser: failOn !== 'never' }
  }
}

function differencesOf(
  old: OldPolicy,
  { file, plan }: ReviewedPolicy,
  failOn: FailOn,
  nowMs: number,
): { readonly rows: readonly ReviewRow[]; readonly looser: boolean } {
  const diff = diffPolicies(old.plan.model, plan.model, { nowMs })
  const loosening = looseningOf(diff)
  const isFailing = failsOn(failOn, diff)
  const stateOf = (isLooser: boolean): ReviewRow['state'] =>
    isFailing && (isLooser || failOn === 'any') ? 'bad' : 'note'
  const looserLimits = new Set(loosening?.limits)
  const rows = [
    ...diff.classes.map(({ from, to, where, all, witness }) => {
      const what =
        to.kind === 'pass' ? '**now lets in**' : from.kind === 'pass' ? 'now refuses' : 'refuses in another way'
      return {
        isLooser: to.kind === 'pass',
        result: `${what}: ${quoted(whereWords(where, all))}`,
        details: `${quoted(`${outcomeWords(from)} → ${outcomeWords(to)}`)}, such as ${quoted(witnessWords(witness, nowMs))}`,
      }
    }),
    ...diff.limits.map((limit) => ({
      isLooser: looserLimits.has(limit),
      result: `${looserLimits.has(limit) ? '**limits differently**' : 'limits differently'}: ${quoted(`${limitTitle(limit).replaceAll('`', '')}, ${whereWords(limit.where, limit.all)}`)}`,
      details: `${quoted(limitChange(limit))}, such as ${quoted(witnessWords(limit.witness, nowMs))}`,
    })),
    ...diff.unsettled.map(({ text, file: place, line, why }) => ({
      isLooser: true,
      result: `**not settled**: ${quoted(text)}`,
      details: `${whyWords(why)}${place === undefined ? '' : ` (${place}:${line})`}`,
    })),
    ...(diff.more > 0
      ? [{ isLooser: true, result: `${diff.more} more differences`, details: `see \`tidegate diff --json\`` }]
      : []),
  ].toSorted((x, y) => Number(y.isLooser) - Number(x.isLooser))
  if (rows.length === 0) {
    const result = `${quoted(file)} decides every request as ${quoted(old.shown)} does`
    return {
      rows: [{ part: 'diff', state: 'good', result, details: 'proved for all possible requests' }],
      looser: false,
    }
  }
  return {
    rows: rows.map(({ isLooser, result, details }) => ({ part: 'diff', state: stateOf(isLooser), result, details })),
    looser: loosening !== undefined,
  }
}
