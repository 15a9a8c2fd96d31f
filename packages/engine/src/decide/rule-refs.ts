import type { Model } from '@tidegate/model'
import type { RuleRef } from '../decision.ts'

/** Each rule of a model as decisions name it, frozen. */
export function ruleRefsOf(model: Model): readonly RuleRef[] {
  return model.rules.map(({ kind, id, name, place, text }) =>
    Object.freeze({ kind, id, ...(name !== undefined && { name }), file: place.file, line: place.line, text }),
  )
}
