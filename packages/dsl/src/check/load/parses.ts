import { parse, type Parsed } from '../../syntax/parse.ts'
import { parseAgain } from '../../syntax/parse-again.ts'
import type { SyntaxLimits } from '../../syntax/syntax-limits.ts'
import type { Source } from '@tidegate/model'

/** What was parsed for earlier checks, by file: one entry per file of a policy. Create it with `createParses`, and pass it to every check of the same policy. */
export interface Parses {
  /** Returns the same as `parse`. */
  readonly parse: (source: Source, limits: SyntaxLimits) => Parsed
}

/**
 * Creates the memory of an editor that checks a policy after every keystroke: of a file that has changed, only what follows the change is parsed again. It keeps
 * the last `maxFiles` files.
 */
export function createParses(maxFiles: number = 1_000): Parses {
  const last = new Map<string, { readonly parsed: Parsed; readonly limits: SyntaxLimits }>()
  return {
    parse: (source, limits) => {
      const before = last.get(source.file)
      const parsed =
        before !== undefined && areSame(before.limits, limits)
          ? parseAgain(source, before.parsed, limits)
          : parse(source, limits)
      last.delete(source.file)
      last.set(source.file, { parsed, limits })
      if (last.size > maxFiles) last.delete([...last.keys()][0]!)
      return parsed
    },
  }
}

function areSame(a: SyntaxLimits, b: SyntaxLimits): boolean {
  return a.maxLength === b.maxLength && a.maxNesting === b.maxNesting && a.maxDiagnostics === b.maxDiagnostics
}
