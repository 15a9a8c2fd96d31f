import type { Model } from '@tidegate/model'
import type { RuleRef } from '../decision.ts'

/** A frozen reference to each rule of a model, as decisions contain them. */
export function ruleRefsOf(model: Model): readonly RuleRef[] {
  return model.rules.map(({ kind, id, name, place, text }) =>
    Object.freeze({ kind, id, ...(name !== undefined && { name }), file: place.file, line: place.line, text }),
  )
}
