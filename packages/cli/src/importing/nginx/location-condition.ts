import { patternOfPath, patternOfPrefix, patternsOfRegex } from '../path-patterns.ts'

/** The condition under which a `location` is meant, from its words; undefined where it cannot be said in patterns. */
export function locationCondition(args: readonly string[]): string | undefined {
  const [first = '', second] = args
  const patterns = second === undefined ? patternsOfPrefix(first) : patternsOf(first, second)
  return patterns === undefined ? undefined : `path in ${patterns.join(', ')}`
}

function patternsOf(modifier: string, text: string): readonly string[] | undefined {
  switch (modifier) {
    case '=':
      return only(patternOfPath(text))
    case '^~':
      return patternsOfPrefix(text)
    case '~':
    case '~*':
      return patternsOfRegex(text)
    default:
      return undefined
  }
}

function patternsOfPrefix(text: string): readonly string[] | undefined {
  return text.startsWith('/') ? only(patternOfPrefix(text)) : undefined
}

function only(pattern: string | undefined): readonly string[] | undefined {
  return pattern === undefined ? undefined : [pattern]
}

/** The condition under which a `server` is meant; undefined for one that takes what no other does. */
export function serverCondition(names: readonly string[]): {
  readonly condition?: string
  readonly unknown: readonly string[]
} {
  const tests: string[] = []
  const unknown: string[] = []
  for (const name of names) {
    if (name === '_' || name === '' || name === '""') continue
    if (/^[a-z0-9.-]+$/i.test(name) && !name.startsWith('.'))
      tests.push(`host == "${name.toLowerCase().replace(/\.$/, '')}"`)
    else if (/^\*?\.[a-z0-9.-]+$/i.test(name)) {
      const suffix = name.replace(/^\*/, '').toLowerCase()
      tests.push(`host ends with "${suffix}"`)
      if (!name.startsWith('*')) tests.push(`host == "${suffix.slice(1)}"`)
    } else unknown.push(name)
  }
  return { ...(tests.length > 0 && { condition: tests.join(' or ') }), unknown }
}
