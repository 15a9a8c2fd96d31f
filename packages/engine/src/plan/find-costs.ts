import { type Diagnostic, factsOfCode, type KnownCode, indexLines, type Place, type Source } from '@tidegate/dsl'
import type { Residual } from './dimensions.ts'
import type { Plan } from './plan.ts'
import { mostTerms } from './to-terms.ts'
import { worstCost } from './worst-cost.ts'

/** How many rules are named at most. */
const mostRules = 100

/**
 * What compiling finds out about the cost of decisions, in the order of the rules: TG434 where one may take more than `mostSteps`, and
 * TG435 for rules that stay whole. `sources` are the texts in which rules have their places. Linear in the plan.
 */
export function findCosts(plan: Plan, sources: readonly Source[], mostSteps: number): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const { steps, parts } = worstCost(plan)
  const { files, rules } = plan.model
  if (steps > mostSteps) {
    const shares = parts.map(({ what, steps: share }) => `${what} ${grouped(share)}`).join(', ')
    const start = { file: files[0]?.file ?? '', line: 1, column: 1, endLine: 1, endColumn: 1 }
    const message = `one decision may take ${grouped(steps)} steps (${shares}), more than ${grouped(mostSteps)}`
    const help = 'look for texts, patterns and tokens that the policy can do without; a step is a few nanoseconds'
    found.push(diagnosticAt('TG434', start, sources, message, help))
  }
  for (const rule of wholeRules(plan).slice(0, mostRules)) {
    const message = `the rule has more than ${mostTerms} alternatives over several things, so that it is decided test by test`
    const help = 'make lists of what its alternatives have in common, or write several rules'
    found.push(diagnosticAt('TG435', rules[rule]!.place, sources, message, help))
  }
  return found
}

/** Rules of which some part was left as it stands because it would have made too many terms. */
function wholeRules({ dimensions: { terms } }: Plan): readonly number[] {
  const isWhole = terms.residuals.map(asksDimension)
  const rules = new Set<number>()
  for (const [term, residual] of terms.residualOf.entries()) {
    if (residual >= 0 && isWhole[residual] === true) rules.add(terms.rules[term]!)
  }
  return [...rules].toSorted((x, y) => x - y)
}

/** Whether a residual tests what rows could tell. */
function asksDimension(residual: Residual): boolean {
  switch (residual.kind) {
    case 'test':
      return true
    case 'other':
      return false
    case 'and':
      return residual.all.some(asksDimension)
    case 'or':
      return residual.any.some(asksDimension)
  }
}

function diagnosticAt(
  code: KnownCode,
  place: Place,
  sources: readonly Source[],
  message: string,
  help: string,
): Diagnostic {
  const { file, line, column, endLine, endColumn } = place
  const { starts } = indexLines(sources.find((source) => source.file === file)?.text ?? '')
  const span = { file, start: (starts[line - 1] ?? 0) + column - 1, end: (starts[endLine - 1] ?? 0) + endColumn - 1 }
  return { code, severity: factsOfCode(code).severity, span, place, message, help }
}

/** A whole number as people write it: 1,000,000. */
function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
