import type { RuleExplanation } from '@tidegate/engine'
import { isRule } from './check-expectation.ts'
import type { CaseFailure, CaseFault } from './run-case.ts'
import type { CaseOutcome, SuiteOutcome } from './run-suites.ts'
import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'
import { renderRule } from '../../output/render-explanation.ts'

/** Results of test files as text: one line for each file, and all that failed. */
export function renderTests(suites: readonly SuiteOutcome[], colors: Colors): string {
  const lines: string[] = []
  for (const { file, cases, policy } of suites) {
    const failed = cases.filter(({ result }) => result.failure !== undefined)
    const mark = failed.length === 0 ? colors.good('✓') : colors.error('✗')
    const count = failed.length === 0 ? `${cases.length}` : `${failed.length} of ${cases.length} failed`
    lines.push(`${mark} ${file} ${colors.dim(`(${policy})`)} ${count}`)
    for (const outcome of failed) lines.push(...renderFailed(file, policy, outcome, colors))
    if (failed.length > 0) lines.push('')
  }
  return `${lines.join('\n')}\n`
}

function renderFailed(file: string, policy: string, { each, result }: CaseOutcome, colors: Colors): readonly string[] {
  const failure = result.failure!
  const lines = ['', `  ${colors.error('✗')} ${colors.bold(each.name)}`, `    ${colors.dim(`${file}:${failure.line}`)}`]
  return [...lines, ...failureLines(failure, policy, colors).map((line) => (line === '' ? '' : `    ${line}`))]
}

/** Why a case failed, in lines of text. */
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

/** The rules that matter: the one that was expected, the one that decided, those that held; where none did, all of them. */
function becauseLines(
  { explanation, at }: CaseFailure,
  policy: string,
  expected: string | undefined,
  colors: Colors,
): readonly string[] {
  const rules = explanation.phases.flatMap(({ rules: each }) => each)
  const isTold = (each: RuleExplanation): boolean =>
    each.deciding || each.verdict === 'held' || (expected !== undefined && isRule(each.rule, expected))
  const told = rules.filter(isTold)
  const shown = told.length > 0 ? told : rules
  const left = shown.length - maxRules
  const { reason, detail } = explanation.decision
  const unjudged =
    explanation.phases.length === 0
      ? [
          `${reason.replaceAll('-', ' ')}${detail === undefined ? '' : `: ${detail}`}`,
          ...(reason === 'fact-missing' ? [`help: give it under \`facts:\`, as the host would`] : []),
        ]
      : []
  return [
    ...unjudged,
    ...shown.slice(0, maxRules).flatMap((each) => renderRule(each, { atMs: Date.parse(at), policy, colors })),
    ...(left > 0 ? [`… and ${left} more: tidegate explain shows all`] : []),
  ]
}
