import { foldPattern, parsePathPattern, type PathPattern } from '@tidegate/values'
import type { ModelTables } from '../model-tables.ts'

/**
 * Returns a pattern of a model in the form in which it is compared with the paths of `textsOf`: folded unless the model's paths
 * match exactly. Throws a `TypeError` for an invalid pattern, which no checked model contains.
 */
export function patternFor(model: Pick<ModelTables, 'pathsMatchExactly'>, text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new TypeError(`\`${text}\` is not a path pattern: ${parsed.reason}`)
  return model.pathsMatchExactly ? parsed.pattern : foldPattern(parsed.pattern)
}
