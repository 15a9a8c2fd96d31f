import type { Diagnostic, Fix } from '@tidegate/model'
import { describe, expect, test } from 'vitest'
import { readPolicyFiles } from '../testing/files-host.ts'
import { readGoldens } from '../testing/golden.ts'
import { checkPolicy } from './check-policy.ts'

const goldens = readGoldens(new URL('../../goldens/check/', import.meta.url))

/** Applies a fix to the policy of a golden; returns undefined if the fix is for another file. */
function applyFix(input: string, { edits }: Fix): string | undefined {
  if (edits.some(({ span }) => span.file !== 'site.policy')) return undefined
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((text, { span, text: instead }) => text.slice(0, span.start) + instead + text.slice(span.end), input)
}

function check(input: string): readonly Diagnostic[] {
  const { root, host } = readPolicyFiles(input)
  return checkPolicy(root, host).diagnostics
}

function count(diagnostics: readonly Diagnostic[], code: string): number {
  return diagnostics.filter((diagnostic) => diagnostic.code === code).length
}

function isSyntax(code: string): boolean {
  return code.startsWith('TG1')
}

describe('a fix removes the diagnostic that it is offered for', () => {
  test.each(goldens)('in $name', ({ input }) => {
    const before = check(input)
    const fixable = before.flatMap(({ code, fix }) => (fix === undefined || isSyntax(code) ? [] : [{ code, fix }]))
    for (const { code, fix } of fixable) {
      const fixed = applyFix(input, fix)
      if (fixed === undefined) continue
      const after = check(fixed)
      expect(count(after, code), `${code}: ${fix.title}`).toBeLessThan(count(before, code))
      const syntax = before.filter((diagnostic) => isSyntax(diagnostic.code))
      expect(after.filter((diagnostic) => isSyntax(diagnostic.code))).toEqual(syntax)
    }
    expect(fixable.every(({ fix }) => fix.edits.length > 0)).toBe(true)
  })
})
