import { foldPattern, parsePathPattern, type PathPattern } from '@tidegate/values'
import type { ModelTables } from '../model-tables.ts'

/**
 * Parses a path pattern of a model, to be matched with the paths that `textsOf` returns: the pattern is folded unless the model's
 * paths match exactly. Throws a `TypeError` for an invalid pattern, which no checked model contains.
 */
export function patternFor(model: Pick<ModelTables, 'pathsMatchExactly'>, text: string): PathPattern {
  const parsed = parsePathPattern(text)
  if (parsed.kind === 'fault') throw new TypeError(`\`${text}\` is not a path pattern: ${parsed.reason}`)
  return model.pathsMatchExactly ? parsed.pattern : foldPattern(parsed.pattern)
}
