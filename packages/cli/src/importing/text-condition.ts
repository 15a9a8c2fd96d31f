import { quoted } from './policy-draft.ts'
import { regexSequences } from './regex-texts.ts'

/** The condition that a regular expression over some text means (`header("x")`), or undefined where it cannot be said. */
export function textConditionOfRegex(subject: string, source: string): string | undefined {
  const sequences = regexSequences(source)
  if (sequences === undefined) return undefined
  const tests: string[] = []
  for (const sequence of sequences) {
    const isAtStart = sequence[0]?.kind === 'start'
    const isAtEnd = sequence.at(-1)?.kind === 'end'
    const [only, ...others] = sequence.slice(isAtStart ? 1 : 0, isAtEnd ? -1 : undefined)
    if (others.length > 0) return undefined
    // `.` and `.*` alone match whatever is there; the dot counts as a dot only among other letters.
    if (only === undefined || only.kind === 'any' || (only.kind === 'text' && only.text === '.'))
      tests.push(`${subject} is present`)
    else if (only.kind !== 'text') return undefined
    else if (isAtStart && isAtEnd) tests.push(`${subject} == ${quoted(only.text)}`)
    else if (isAtStart) tests.push(`${subject} starts with ${quoted(only.text)}`)
    else if (isAtEnd) tests.push(`${subject} ends with ${quoted(only.text)}`)
    else tests.push(`${subject} contains ${quoted(only.text)}`)
  }
  return tests.length === 0 ? undefined : [...new Set(tests)].join(' or ')
}
