import type { SuiteOutcome } from './run-suites.ts'
import { colors } from '../../terminal/colors.ts'
import { failureLines } from './render-tests.ts'

/** Returns results as XML for build servers (the format of JUnit's Ant task). Times are in seconds. */
export function renderJunit(suites: readonly SuiteOutcome[]): string {
  const all = suites.flatMap(({ cases }) => cases)
  const failed = (cases: SuiteOutcome['cases']): number =>
    cases.filter(({ result }) => result.failure !== undefined).length
  const seconds = (cases: SuiteOutcome['cases']): string =>
    (cases.reduce((sum, { ms }) => sum + ms, 0) / 1_000).toFixed(3)
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tidegate" tests="${all.length}" failures="${failed(all)}" errors="0" time="${seconds(all)}">`,
  ]
  for (const { file, name, cases } of suites) {
    const head = `name="${escapeXml(file)}" tests="${cases.length}" failures="${failed(cases)}" errors="0" skipped="0" time="${seconds(cases)}"`
    lines.push(`  <testsuite ${head}>`)
    for (const { each, result, ms } of cases) {
      const test = `classname="${escapeXml(file)}" name="${escapeXml(each.name)}" file="${escapeXml(file)}" line="${each.line}" time="${(ms / 1_000).toFixed(3)}"`
      const { failure } = result
      if (failure === undefined) lines.push(`    <testcase ${test}/>`)
      else {
        const text = failureLines(failure, name, colors(false))
        const message =
          failure.kind === 'fault'
            ? failure.message
            : failure.mismatches
                .map(({ what, expected, got }) => `${what}: expected ${expected}, got ${got}`)
                .join('; ')
        lines.push(
          `    <testcase ${test}>`,
          `      <failure message="${escapeXml(message)}" type="${failure.kind}">${escapeXml([`${file}:${failure.line}`, ...text].join('\n'))}</failure>`,
          '    </testcase>',
        )
      }
    }
    lines.push('  </testsuite>')
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`
}

/** Escapes text for XML. Characters that XML 1.0 does not allow become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
