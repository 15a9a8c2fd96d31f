import type { Diagnostic } from '@tidegate/model'
import { describe, expect, test } from 'vitest'
import { readPolicyFiles } from '../testing/files-host.ts'
import { readGoldens, settleGolden } from '../testing/golden.ts'
import { checkPolicy } from './check-policy.ts'

/** Lines as people write them who come from nginx, Apache, Cloudflare, Express or plain English: each is a policy of its own. */
const goldens = readGoldens(new URL('../../goldens/habits/', import.meta.url))

function check(line: string): readonly Diagnostic[] {
  const { root, host } = readPolicyFiles(`${line}\n`)
  return checkPolicy(root, host).diagnostics
}

/** Applies the first fix of each run until no error has one, as `check --fix` does; at most ten times. */
function fixed(line: string): string {
  let text = line
  for (let round = 0; round < 10; round++) {
    const fix = check(text).find((diagnostic) => diagnostic.severity === 'error' && diagnostic.fix !== undefined)?.fix
    if (fix === undefined) return text
    text = fix.edits
      .toSorted((a, b) => b.span.start - a.span.start)
      .reduce((result, { span, text: written }) => result.slice(0, span.start) + written + result.slice(span.end), text)
  }
  return text
}

function shown(line: string): string {
  const found = check(line).flatMap(({ severity, code, message, help }) => [
    `  ${severity}[${code}]: ${message}`,
    ...(help === undefined ? [] : [`    help: ${help}`]),
  ])
  const after = fixed(line)
  return [line, ...found, ...(after === line ? [] : [`  fixed: ${after}`])].join('\n')
}

describe.each(goldens)('$name', (golden) => {
  const lines = golden.input.trimEnd().split('\n')

  test('is reported as in the golden file', () => {
    const actual = `${lines.map(shown).join('\n')}\n`
    expect(actual).toBe(settleGolden(golden, actual))
  })

  test('every first diagnostic says what to write instead', () => {
    const silent = lines.filter((line) => {
      const [first] = check(line)
      return first === undefined || (first.help === undefined && first.fix === undefined)
    })
    expect(silent).toEqual([])
    expect(lines.length).toBeGreaterThan(150)
  })
})
