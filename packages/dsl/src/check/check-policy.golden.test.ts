import { describe, expect, test } from 'vitest'
import { renderDiagnostic } from '../render-diagnostic.ts'
import { readPolicyFiles } from '../testing/files-host.ts'
import { readGoldens, settleGolden } from '../testing/golden.ts'
import { checkPolicy } from './check-policy.ts'

const goldens = readGoldens(new URL('../../goldens/check/', import.meta.url))

describe('the diagnostics of a policy are as in the golden file', () => {
  test.each(goldens)('$name', (golden) => {
    const { root, host } = readPolicyFiles(golden.input)
    const { diagnostics, sources } = checkPolicy(root, host)
    const textOf = (file: string): string => sources.find((source) => source.file === file)?.text ?? ''
    const rendered = diagnostics.map((diagnostic) =>
      renderDiagnostic(diagnostic, textOf(diagnostic.place.file), { textOf }),
    )
    const actual = rendered.length === 0 ? 'nothing to report\n' : rendered.join('\n')
    expect(actual).toBe(settleGolden(golden, actual))
  })
})
