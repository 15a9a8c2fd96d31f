import { acceptCosts, defaultLanguageLimits } from '@tidegate/dsl'
import { planPolicy, worstCost, type WorstCost } from '@tidegate/engine/tools'
import { type DecisionOptions, findCosts } from '@tidegate/node'
import { acceptedAs, type CheckedFile, renamed } from './check-file.ts'

/** Files with diagnostics about costs, and the maximum cost of a decision for each file without errors. */
export interface CostedFiles {
  readonly files: readonly CheckedFile[]
  readonly costs: readonly ({ readonly file: string } & WorstCost)[]
}

/** Plans checked files, and returns them with the maximum cost of a decision. */
export function withCosts(files: readonly CheckedFile[], { limits }: DecisionOptions): CostedFiles {
  const { decisionSteps } = { ...defaultLanguageLimits, ...limits }
  const costed = files.map((checked) => {
    const { model, sources } = checked.loaded
    if (model === undefined) return { checked }
    const plan = planPolicy(model)
    const found = acceptCosts(checked.loaded.acceptances, findCosts(plan, sources, decisionSteps))
    const shown = (name: string): string =>
      checked.sources[sources.findIndex((source) => source.file === name)]?.file ?? name
    const { file } = checked
    return {
      checked: {
        ...checked,
        diagnostics: [...checked.diagnostics, ...found.diagnostics.map((each) => renamed(each, shown))],
        accepted: [...checked.accepted, ...found.accepted.map((each) => acceptedAs(each, shown))],
      },
      cost: { file, ...worstCost(plan) },
    }
  })
  return {
    files: costed.map(({ checked }) => checked),
    costs: costed.flatMap(({ cost }) => cost ?? []),
  }
}
