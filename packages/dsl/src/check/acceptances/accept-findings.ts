import type { Diagnostic } from '@tidegate/model'
import type { KnownCode } from '../../codes.ts'
import type { Acceptance, AcceptedFinding } from './acceptance.ts'

/** Diagnostics divided by whether a comment accepts them. */
export interface Accepted {
  /** The diagnostics that no comment accepts, in their order. */
  readonly diagnostics: readonly Diagnostic[]
  readonly accepted: readonly AcceptedFinding[]
  /** The acceptances that accept nothing. */
  readonly unused: readonly Acceptance[]
}

/** Divides diagnostics by the acceptances of a policy; errors are never accepted. O((n + m) log m) for n diagnostics and m acceptances. */
export function acceptFindings(acceptances: readonly Acceptance[], diagnostics: readonly Diagnostic[]): Accepted {
  if (acceptances.length === 0) return { diagnostics, accepted: [], unused: [] }
  const index = indexOf(acceptances)
  const used = new Set<Acceptance>()
  const accepted: AcceptedFinding[] = []
  const others = diagnostics.filter((diagnostic) => {
    const acceptance = diagnostic.severity === 'error' ? undefined : index(diagnostic)
    if (acceptance === undefined) return true
    used.add(acceptance)
    accepted.push({ diagnostic, reason: acceptance.reason, place: acceptance.place })
    return false
  })
  return { diagnostics: others, accepted, unused: acceptances.filter((acceptance) => !used.has(acceptance)) }
}

/** Returns a function that finds the acceptance of a diagnostic. */
function indexOf(acceptances: readonly Acceptance[]): (diagnostic: Diagnostic) => Acceptance | undefined {
  const inFile = new Map<string, Acceptance[]>()
  const readFile = new Map<string, Acceptance>()
  for (const acceptance of acceptances.toSorted((a, b) => a.statement.start - b.statement.start)) {
    const key = `${acceptance.code} ${acceptance.statement.file}`
    const same = inFile.get(key)
    if (same === undefined) inFile.set(key, [acceptance])
    else same.push(acceptance)
    for (const file of acceptance.files) {
      if (!readFile.has(`${acceptance.code} ${file}`)) readFile.set(`${acceptance.code} ${file}`, acceptance)
    }
  }
  return ({ code, span }) => {
    const key = `${code} ${span.file}`
    const list = inFile.get(key) ?? []
    // INVARIANT: the statements of acceptances do not overlap, because a `where` block counts only up to its brace.
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (list[middle]!.statement.start <= span.start) low = middle + 1
      else high = middle
    }
    const found = list[low - 1]
    return found !== undefined && span.start <= found.statement.end ? found : readFile.get(key)
  }
}

/** The codes that are reported when a policy is compiled, so that a check does not know whether there is something to accept. */
export const ofCompiler: readonly KnownCode[] = ['TG434', 'TG435']

/** Divides the diagnostics of a compiler about costs, all of which are given: the others include TG462 for acceptances of such findings that accept nothing. */
export function acceptCosts(
  acceptances: readonly Acceptance[],
  costs: readonly Diagnostic[],
): Omit<Accepted, 'unused'> {
  const { diagnostics, accepted, unused } = acceptFindings(acceptances, costs)
  const idle = unused.filter(({ code }) => ofCompiler.includes(code))
  return { diagnostics: [...diagnostics, ...idle.map(acceptsNothing)], accepted }
}

/** TG462: an acceptance that accepts nothing. */
export function acceptsNothing({ code, span, place }: Acceptance): Diagnostic {
  return {
    code: 'TG462',
    severity: 'warning',
    span,
    place,
    message: `nothing is found that \`${code}\` accepts here`,
    help: 'remove the acceptance: what it accepted is fixed, or is reported elsewhere',
  }
}
