import { defaultLanguageLimits } from '@tidegate/dsl'
import { findCosts } from '@tidegate/node'
import { planPolicy, worstCost, type WorstCost } from '@tidegate/engine/tools'
import type { Diagnostic } from '@tidegate/model'
import type { CheckedFile } from './checked-file.ts'

/** Files with what compiling them finds about costs, and the worst cost of a decision by each that has no errors. */
export interface CostedFiles {
  readonly files: readonly CheckedFile[]
  readonly costs: readonly ({ readonly file: string } & WorstCost)[]
}

/** Compiles files that were checked, and tells what their decisions cost at worst. */
export function withCosts(files: readonly CheckedFile[]): CostedFiles {
  const costed = files.map((checked) => {
    const { model, sources } = checked.loaded
    if (model === undefined) return { checked }
    const plan = planPolicy(model)
    const found = findCosts(plan, sources, defaultLanguageLimits.decisionSteps).map((each) => asShown(each, checked))
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

/** A diagnostic with the file's name as seen from the folder in which the command runs. */
function asShown(diagnostic: Diagnostic, { loaded, sources }: CheckedFile): Diagnostic {
  const { span, place } = diagnostic
  const file = sources[loaded.sources.findIndex((source) => source.file === span.file)]?.file ?? span.file
  return { ...diagnostic, span: { ...span, file }, place: { ...place, file } }
}
