import { defaultLanguageLimits } from '@tidegate/dsl'
import { planPolicy, worstCost, type WorstCost } from '@tidegate/engine/tools'
import { type DecisionOptions, findCosts } from '@tidegate/node'
import type { Diagnostic } from '@tidegate/model'
import type { CheckedFile } from './check-file.ts'

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
    const found = findCosts(plan, sources, decisionSteps).map((each) => asShown(each, checked))
    const { file } = checked
    return {
      checked: { ...checked, diagnostics: [...checked.diagnostics, ...found] },
      cost: { file, ...worstCost(plan) },
    }
  })
  return {
    files: costed.map(({ checked }) => checked),
    costs: costed.flatMap(({ cost }) => cost ?? []),
  }
}

/** Returns a diagnostic with the file name relative to the folder of the command. */
function asShown(diagnostic: Diagnostic, { loaded, sources }: CheckedFile): Diagnostic {
  const { span, place } = diagnostic
  const file = sources[loaded.sources.findIndex((source) => source.file === span.file)]?.file ?? span.file
  return { ...diagnostic, span: { ...span, file }, place: { ...place, file } }
}
