import type { Fix } from '@tidegate/model'
import { describe, expect, test } from 'vitest'
import { countDiagnostics, renderDiagnostic } from '../render-diagnostic.ts'
import { readGoldens, settleGolden } from '../testing/golden.ts'
import { parse } from './parse.ts'
import { defaultSyntaxLimits, type SyntaxLimits } from './syntax-limits.ts'

const goldens = readGoldens(new URL('../../goldens/syntax/', import.meta.url))

/** Returns the limits that a golden sets in a comment: `# limits: {"maxNesting": 3}`. */
function limitsOf(input: string): Partial<SyntaxLimits> {
  const [, json = '{}'] = /^# limits: (.*)$/mu.exec(input) ?? []
  return JSON.parse(json) as Partial<SyntaxLimits>
}

function applyFix(text: string, fix: Fix): string {
  return fix.edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, text: written }) => result.slice(0, span.start) + written + result.slice(span.end), text)
}

describe.each(goldens.map((golden) => [golden.name, golden] as const))('bad syntax: %s', (_, golden) => {
  const source = { file: 'site.policy', text: golden.input }
  const limits = { ...defaultSyntaxLimits, ...limitsOf(golden.input) }
  const { diagnostics } = parse(source, limits)

  test('is reported as in the golden file', () => {
    const rendered = [
      ...diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, source.text)),
      countDiagnostics(diagnostics),
    ]
    const actual = `${rendered.join('\n')}\n`
    expect(actual).toBe(settleGolden(golden, actual))
    expect(diagnostics.length).toBeGreaterThan(0)
  })

  test('is reported in the style of all messages', () => {
    for (const { message, severity } of diagnostics) {
      expect(severity).toBe('error')
      expect(message).toMatch(/^[`a-z].*[^.\s]$/u)
      expect(message).not.toMatch(/[\r\n]|undefined|\b(?:Word|Text|Token|NaN)\b/u)
    }
  })

  test('every fix removes the error that it is offered for and adds none', () => {
    for (const { fix, code, message } of diagnostics) {
      if (fix === undefined) continue
      const fixed = parse({ ...source, text: applyFix(source.text, fix) }, limits).diagnostics
      const ofCode = (all: typeof fixed): number => all.filter((other) => other.code === code).length
      const left = `${message}; left: ${fixed.map((other) => other.message).join('; ')}`
      const others = ofCode(diagnostics) - (diagnostics.length > limits.maxDiagnostics ? 0 : 1)
      expect.soft(ofCode(fixed), left).toBeLessThanOrEqual(others)
      expect.soft(fixed.length, left).toBeLessThanOrEqual(diagnostics.length)
    }
  })
})
