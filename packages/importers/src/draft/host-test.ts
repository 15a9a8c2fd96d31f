import { type PathTextPart, readHost } from '@tidegate/values'
import { testOf } from './condition.ts'
import { type Expression, known, unknown } from './expression.ts'
import { quoted } from './policy-draft.ts'

/** How a part of a text is compared, in the language. */
export const operators: Readonly<Record<PathTextPart, string>> = {
  whole: '==',
  start: 'starts with',
  end: 'ends with',
  middle: 'contains',
}

/** Returns the test of a host, which a policy compares in lower case and without a port; unknown if no host is like that. */
export function hostTest(part: PathTextPart, wanted: string): Expression {
  const small = wanted.toLowerCase().replace(/:(?:80|443)$/, '')
  const plain = part === 'whole' || part === 'end' ? small.replace(/(?<=\w)\.$/, '') : small
  const reading = readHost(plain)
  const isPossible =
    part === 'whole'
      ? reading.kind === 'host' && reading.host === plain
      : /^[a-z0-9_.-]*[a-z_-][a-z0-9_.-]*$/.test(plain) && !/\.\.|(?:^|\.)(?:0x|\d+(?:\.|$))/.test(plain)
  if (!isPossible) return unknown(`host ${operators[part]} ${quoted(wanted)}: no host is like that in a policy`)
  return known(testOf('host', `${operators[part]} ${quoted(plain)}`))
}
