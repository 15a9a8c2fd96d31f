/** A condition on a request, as a Boolean expression over tests of the language. */
export type Condition =
  | { readonly kind: 'always' | 'never' }
  | ConditionTest
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }

/** One test as policy text. */
export interface ConditionTest {
  readonly kind: 'test'
  readonly text: string
  /** Its negation as policy text, if there is a shorter form than `not (…)`. */
  readonly negation?: string
  /**
   * The fact that the test uses, if the fact may be absent. The negation is true for an absent fact, and its text must say so.
   */
  readonly optional?: string
  /** For a test of the path: the patterns, one of which the path must match. */
  readonly patterns?: readonly string[]
}

export const always: Condition = { kind: 'always' }
export const never: Condition = { kind: 'never' }

/** Returns a test of a fact that every request has, or a test that is defined for absent facts too. */
export function test(text: string, negation?: string): Condition {
  return { kind: 'test', text, ...(negation !== undefined && { negation }) }
}

/** Returns a test of a fact that may be absent; for an absent fact the test is false. */
export function testOf(subject: string, text: string): Condition {
  return { kind: 'test', text: `${subject} ${text}`, optional: subject }
}

/** Returns `subject in entries`, for a fact that every request has. */
export function isIn(subject: 'ip' | 'target' | 'method' | 'bot', entries: string): Condition {
  return test(`${subject} in ${entries}`, `${subject} not in ${entries}`)
}

/** Returns `path in patterns`; `always` if one of them matches every path. */
export function pathIn(patterns: readonly string[]): Condition {
  if (patterns.includes('/**')) return always
  const listed = [...new Set(patterns)].join(', ')
  return { kind: 'test', text: `path in ${listed}`, negation: `path not in ${listed}`, patterns }
}

/** Returns `path in name`, for declared patterns. */
export function pathInSet(name: string): Condition {
  return test(`path in ${name}`, `path not in ${name}`)
}

/** Returns the test whether a fact that may be absent is absent or empty. */
export function isEmpty(subject: string): Condition {
  return test(`${subject} is empty`, `${subject} is not empty`)
}

/** Returns the conjunction of some conditions: `always` is dropped, and the result is `never` if one of them is `never`. */
export function allOf(parts: readonly Condition[]): Condition {
  const open = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part])).filter(({ kind }) => kind !== 'always')
  if (open.some(({ kind }) => kind === 'never') || containsNegation(open)) return never
  return joinedBy('all', open) ?? always
}

/** Returns the disjunction of some conditions: `never` is dropped, and the result is `always` if one of them is `always`. */
export function anyOf(parts: readonly Condition[]): Condition {
  const open = parts.flatMap((part) => (part.kind === 'any' ? part.of : [part])).filter(({ kind }) => kind !== 'never')
  if (open.some(({ kind }) => kind === 'always') || containsNegation(open)) return always
  return joinedBy('any', withJointPaths(open)) ?? never
}

/** Joins alternatives that differ only in their paths: `path in a and x or path in b and x` becomes `path in a, b and x`. */
function withJointPaths(parts: readonly Condition[]): readonly Condition[] {
  const groups = new Map<string, { readonly patterns: string[]; readonly rest: readonly Condition[] }>()
  const others: Condition[] = []
  for (const part of parts) {
    const members = part.kind === 'all' ? part.of : [part]
    const [paths, ...more] = members.filter((each) => each.kind === 'test' && each.patterns !== undefined)
    if (paths?.kind !== 'test' || paths.patterns === undefined || more.length > 0) {
      others.push(part)
      continue
    }
    const rest = members.filter((each) => each !== paths)
    const key = JSON.stringify(rest.map(conditionText))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { patterns: [...paths.patterns], rest })
    else group.patterns.push(...paths.patterns)
  }
  return [...Array.from(groups.values(), ({ patterns, rest }) => allOf([pathIn(patterns), ...rest])), ...others]
}

/** Returns the negation. */
export function notOf(part: Condition): Condition {
  switch (part.kind) {
    case 'always':
      return never
    case 'never':
      return always
    case 'not':
      return part.of
    case 'test':
    case 'all':
    case 'any':
      return { kind: 'not', of: part }
  }
}

/** Returns the condition as policy text. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'always':
      return 'anyone'
    case 'never':
      return 'not anyone'
    case 'test':
      return condition.text
    case 'not':
      return negationText(condition.of)
    case 'all':
      return condition.of.map(wrapped).join(' and ')
    case 'any':
      return condition.of.map(wrapped).join(' or ')
  }
}

function negationText(of: Condition): string {
  switch (of.kind) {
    case 'test':
      if (of.negation !== undefined) return of.negation
      return of.optional === undefined ? `not (${of.text})` : `${of.optional} is absent or not (${of.text})`
    case 'all':
    case 'any':
      if (!hasOptional(of)) return `not (${conditionText(of)})`
      if (sharedSubject(of.of) !== undefined) return `${sharedSubject(of.of)} is absent or not (${conditionText(of)})`
      return conditionText({ kind: of.kind === 'all' ? 'any' : 'all', of: of.of.map(notOf) })
    case 'always':
    case 'never':
    case 'not':
      return conditionText(notOf(of))
  }
}

/** Returns the fact that all of some tests use, if the fact may be absent; none of the tests is true without it. */
function sharedSubject(parts: readonly Condition[]): string | undefined {
  const subjects = new Set(parts.map((part) => (part.kind === 'test' ? part.optional : undefined)))
  return subjects.size === 1 ? [...subjects][0] : undefined
}

/** Returns the text in parentheses if it consists of several tests. The formatter removes unnecessary ones. */
function wrapped(part: Condition): string {
  const isPlain = part.kind === 'test' || (part.kind === 'not' && part.of.kind === 'test' && !hasOptional(part.of))
  return isPlain ? conditionText(part) : `(${conditionText(part)})`
}

function hasOptional(condition: Condition): boolean {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return false
    case 'test':
      return condition.optional !== undefined
    case 'not':
      return hasOptional(condition.of)
    case 'all':
    case 'any':
      return condition.of.some(hasOptional)
  }
}

/** Whether one part is the negation of another. */
function containsNegation(parts: readonly Condition[]): boolean {
  const texts = new Set(parts.map(conditionText))
  return parts.some((part) => part.kind === 'not' && texts.has(conditionText(part.of)))
}

/** Joins parts; equal parts are used once. */
function joinedBy(kind: 'all' | 'any', parts: readonly Condition[]): Condition | undefined {
  const byText = new Map(parts.map((part) => [conditionText(part), part]))
  const [only, ...others] = byText.values()
  return only === undefined || others.length === 0 ? only : { kind, of: [...byText.values()] }
}
