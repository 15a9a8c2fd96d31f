import { factsOfCode, indexLines, type KnownCode, type LineIndex } from '@tidegate/dsl'
import type { Diagnostic, Place, Source, Span } from '@tidegate/model'
import { maxTerms, type Residual, worstCost } from '@tidegate/engine/tools'
import type { Plan } from '@tidegate/engine'

/** Maximum number of rules that are reported. */
const maxRules = 100

/**
 * The diagnostics about the cost of decisions, in the order of the rules: TG434 if a decision may take more than `maxSteps`, and TG435 for
 * rules that remain residuals. `sources` are the texts that contain the rules. Linear in the plan.
 */
export function findCosts(plan: Plan, sources: readonly Source[], maxSteps: number): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const spanOf = createSpans(sources)
  const say = (code: KnownCode, place: Place, message: string, help: string): void => {
    found.push({ code, severity: factsOfCode(code).severity, span: spanOf(place), place, message, help })
  }
  const { steps, parts } = worstCost(plan)
  const { files, rules } = plan.model
  if (steps > maxSteps) {
    const shares = parts.map(({ what, steps: share }) => `${what} ${grouped(share)}`).join(', ')
    say(
      'TG434',
      { file: files[0]?.file ?? '', line: 1, column: 1, endLine: 1, endColumn: 1 },
      `one decision may take ${grouped(steps)} steps (${shares}), more than ${grouped(maxSteps)}`,
      'remove texts, patterns and tokens that the policy does not need; a step takes a few nanoseconds',
    )
  }
  for (const rule of wholeRules(plan).slice(0, maxRules)) {
    say(
      'TG435',
      rules[rule]!.place,
      `the rule has more than ${maxTerms} alternatives that test several facts, so it is evaluated test by test`,
      'write what the alternatives have in common as a list, or split the rule',
    )
  }
  return found
}

/** Rules with a residual because they would have had too many terms. */
function wholeRules({ dimensions: { terms } }: Plan): readonly number[] {
  const isWhole = terms.residuals.map(asksDimension)
  const rules = new Set<number>()
  for (const [term, residual] of terms.residualOf.entries()) {
    if (residual >= 0 && isWhole[residual] === true) rules.add(terms.rules[term]!)
  }
  return [...rules].toSorted((x, y) => x - y)
}

/** Whether a residual contains a test that belongs to a dimension. */
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

/** Creates a function from places to spans, which finds the lines of each text once. */
function createSpans(sources: readonly Source[]): (place: Place) => Span {
  const lines = new Map<string, LineIndex>()
  return ({ file, line, column, endLine, endColumn }) => {
    const index = lines.get(file) ?? indexLines(sources.find((source) => source.file === file)?.text ?? '')
    lines.set(file, index)
    const { starts } = index
    return { file, start: (starts[line - 1] ?? 0) + column - 1, end: (starts[endLine - 1] ?? 0) + endColumn - 1 }
  }
}

/** A whole number with separators: 1,000,000. */
function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
