import type { RuleExplanation } from '@tidegate/engine'
import { isRule } from './check-expectation.ts'
import type { CaseFailure, CaseFault } from './run-case.ts'
import type { CaseOutcome, SuiteOutcome } from './run-suites.ts'
import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'
import { renderRule } from '../../output/render-explanation.ts'

/** Returns the results of test files as text: one line per file, and every failed case. */
export function renderTests(suites: readonly SuiteOutcome[], colors: Colors): string {
  const lines: string[] = []
  for (const { file, cases, policy, name } of suites) {
    const failed = cases.filter(({ result }) => result.failure !== undefined)
    const mark = failed.length === 0 ? colors.good('✓') : colors.error('✗')
    const count = failed.length === 0 ? `${cases.length}` : `${failed.length} of ${cases.length} failed`
    lines.push(`${mark} ${file} ${colors.dim(`(${policy})`)} ${count}`)
    for (const outcome of failed) lines.push(...renderFailed(file, name, outcome, colors))
    if (failed.length > 0) lines.push('')
  }
  return `${lines.join('\n')}\n`
}

function renderFailed(file: string, policy: string, { each, result }: CaseOutcome, colors: Colors): readonly string[] {
  const failure = result.failure!
  const lines = ['', `  ${colors.error('✗')} ${colors.bold(each.name)}`, `    ${colors.dim(`${file}:${failure.line}`)}`]
  return [...lines, ...failureLines(failure, policy, colors).map((line) => (line === '' ? '' : `    ${line}`))]
}

/** Returns the lines that say why a case failed. */
export function failureLines(failure: CaseFailure | CaseFault, policy: string, colors: Colors): readonly string[] {
  if (failure.kind === 'fault') {
    return [failure.message, ...(failure.help === undefined ? [] : [`help: ${failure.help}`])]
  }
  const { step, request, at, mismatches, explanation } = failure
  const { method, path = '/', address = 'an unknown address' } = explanation.seen as Readonly<Record<string, string>>
  const width = Math.max(...mismatches.map(({ what }) => what.length))
  return [
    `step ${step}, request ${request} at ${at}: ${escapeControls(`${method ?? ''} ${path} from ${address}`.trim())}`,
    ...mismatches.map(({ what, expected, got }) => {
      return `${what.padEnd(width)}  expected ${colors.good(escapeControls(expected))}, got ${colors.error(escapeControls(got))}`
    }),
    ...becauseLines(failure, policy, mismatches.find(({ what }) => what === 'rule')?.expected, colors),
  ]
}

const maxRules = 8

/**
 * Returns the lines about the rules that explain the decision: the expected rule, the deciding rule, and all rules that applied; or about
 * all rules if there are no such rules.
 */
function becauseLines(
  { explanation, at }: CaseFailure,
  policy: string,
  expected: string | undefined,
  colors: Colors,
): readonly string[] {
  const rules = explanation.phases.flatMap(({ rules: each }) => each)
  const isRelevant = (each: RuleExplanation): boolean =>
    each.deciding || each.verdict === 'held' || (expected !== undefined && isRule(each.rule, expected))
  const relevant = rules.filter(isRelevant)
  const shown = relevant.length > 0 ? relevant : rules
  const left = shown.length - maxRules
  const { reason, detail } = explanation.decision
  const withoutRules =
    explanation.phases.length === 0
      ? [
          `${reason.replaceAll('-', ' ')}${detail === undefined ? '' : `: ${detail}`}`,
          ...(reason === 'fact-missing' ? [`help: give it under \`facts:\`; in production the host supplies it`] : []),
        ]
      : []
  return [
    ...withoutRules,
    ...shown.slice(0, maxRules).flatMap((each) => renderRule(each, { atMs: Date.parse(at), policy, colors })),
    ...(left > 0 ? [`… and ${left} more: tidegate explain shows all`] : []),
  ]
}
