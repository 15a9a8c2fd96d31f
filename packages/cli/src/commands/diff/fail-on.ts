import type { PolicyDiff } from '@tidegate/analysis'
import { looseningOf } from '@tidegate/analysis'
import { CliError } from '../../io.ts'

/** Which differences between two policies are findings: `any`; `looser`, if the second policy may let more through; or `never`. */
export type FailOn = 'any' | 'looser' | 'never'

const failOns: readonly FailOn[] = ['looser', 'any', 'never']

/** Reads the flag `--fail-on`. Throws `CliError`. */
export function readFailOn(text: string): FailOn {
  const known = failOns.find((each) => each === text)
  if (known === undefined) throw new CliError(`invalid \`--fail-on ${text}\``, `expected one of ${failOns.join(', ')}`)
  return known
}

/** Whether a comparison has findings. */
export function failsOn(failOn: FailOn, diff: PolicyDiff): boolean {
  switch (failOn) {
    case 'any':
      return diff.answer !== 'equal'
    case 'looser':
      return looseningOf(diff) !== undefined
    case 'never':
      return false
  }
}

/** Reads the flag `--budget`. Throws `CliError`. */
export function readBudget(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const budget = Number(text)
  if (Number.isInteger(budget) && budget >= 1 && budget <= maxBudget) return budget
  throw new CliError(`invalid \`--budget ${text}\``, `expected a whole number of steps from 1 to ${maxBudget}`)
}

const maxBudget = 1_000_000_000
