import { foldPattern, parsePathPattern, type PathPattern } from '@tidegate/values'
import type { ModelTables } from '../model-tables.ts'

/**
 * A pattern of a model as it is compared with what `textsOf` gives for paths: folded unless the model's paths match exactly.
 * Throws a `TypeError` for a text that is no pattern, which no checked model holds.
 */
export function patternFor(model: Pick<ModelTables, 'pathsMatchExactly'>, text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new TypeError(`\`${text}\` is no path pattern: ${parsed.reason}`)
  return model.pathsMatchExactly ? parsed.pattern : foldPattern(parsed.pattern)
}
