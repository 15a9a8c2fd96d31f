import type { ConditionCoverage, CoverageReport, RuleCoverage } from '@tidegate/engine/simulate'
import { percentage } from './percentage.ts'
import type { Colors } from '../../terminal/colors.ts'
import { rulePlace } from '../../output/rule-place.ts'

/** Returns the text that says how much of a policy the tests covered, and lists everything that they did not cover. */
export function renderCoverage(policy: string, report: CoverageReport, colors: Colors, name: string = policy): string {
  const missing = [
    ...report.rules.flatMap((rule) => missingOfRule(rule)),
    ...report.conditions.flatMap((condition) => missingOfCondition(condition)),
  ].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
  const share = percentage(report.covered, report.points)
  const paint = share === 100 ? colors.good : colors.warning
  const head = `${colors.bold('coverage')} ${policy}: ${paint(`${share} %`)} (${report.covered} of ${report.points})`
  const width = Math.max(0, ...missing.map(({ what }) => what.length))
  const lines = missing.map(
    (each) => `  ${each.what.padEnd(width)}  ${each.text}  ${colors.dim(rulePlace(name, each))}`,
  )
  return `${[head, ...lines].join('\n')}\n`
}

interface Missing {
  readonly what: string
  readonly text: string
  readonly file: string
  readonly line: number
}

const neverApplied: Readonly<Record<RuleCoverage['rule']['kind'], string>> = {
  block: 'never blocked',
  'allow-only': 'never refused',
  exempt: 'never exempted',
  limit: 'never counted',
}

function missingOfRule({ rule, held, inForce, refused }: RuleCoverage): readonly Missing[] {
  const { text, file, line, kind } = rule
  if (held === 0) return [{ what: inForce === 0 ? 'never in force' : neverApplied[kind], text, file, line }]
  return refused === 0 ? [{ what: 'never refused', text, file, line }] : []
}

function missingOfCondition({ text, source, file, line, held, failed }: ConditionCoverage): readonly Missing[] {
  if (held > 0 && failed > 0) return []
  const what = held === 0 && failed === 0 ? 'never tested' : held === 0 ? 'never true' : 'never false'
  return [{ what, text: source === 'condition' ? text : `${text.replace('now in ', '')} (${source})`, file, line }]
}
