/** What holds of a request, as a Boolean expression over tests of the language. */
export type Condition =
  | { readonly kind: 'always' | 'never' }
  | ConditionTest
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }

/** One test as policy text. */
export interface ConditionTest {
  readonly kind: 'test'
  readonly text: string
  /** Its contrary as policy text, where there is a shorter one than `not (…)`. */
  readonly contrary?: string
  /** What it looks at where that may be absent: its contrary holds then too, and has to say so. */
  readonly optional?: string
}

export const always: Condition = { kind: 'always' }
export const never: Condition = { kind: 'never' }

/** A test of a fact that every request has, or that is total. */
export function test(text: string, contrary?: string): Condition {
  return { kind: 'test', text, ...(contrary !== undefined && { contrary }) }
}

/** A test of a fact that may be absent; it does not hold then. */
export function testOf(subject: string, text: string): Condition {
  return { kind: 'test', text: `${subject} ${text}`, optional: subject }
}

/** `subject in entries`, of a fact that every request has. */
export function isIn(subject: 'ip' | 'path' | 'target' | 'method' | 'bot', entries: string): Condition {
  return test(`${subject} in ${entries}`, `${subject} not in ${entries}`)
}

/** Whether a fact that may be absent is absent or empty. */
export function isEmpty(subject: string): Condition {
  return test(`${subject} is empty`, `${subject} is not empty`)
}

/** All of some conditions: `always` says nothing, `never` settles it. */
export function allOf(parts: readonly Condition[]): Condition {
  const open = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part])).filter(({ kind }) => kind !== 'always')
  if (open.some(({ kind }) => kind === 'never') || holdsContrary(open)) return never
  return joinedBy('all', open) ?? always
}

/** One of some conditions: `never` says nothing, `always` settles it. */
export function anyOf(parts: readonly Condition[]): Condition {
  const open = parts.flatMap((part) => (part.kind === 'any' ? part.of : [part])).filter(({ kind }) => kind !== 'never')
  if (open.some(({ kind }) => kind === 'always') || holdsContrary(open)) return always
  return joinedBy('any', open) ?? never
}

/** The contrary. */
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

/** The condition as policy text. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'always':
      return 'anyone'
    case 'never':
      return 'not anyone'
    case 'test':
      return condition.text
    case 'not':
      return contraryText(condition.of)
    case 'all':
      return condition.of.map(wrapped).join(' and ')
    case 'any':
      return condition.of.map(wrapped).join(' or ')
  }
}

function contraryText(of: Condition): string {
  switch (of.kind) {
    case 'test':
      if (of.contrary !== undefined) return of.contrary
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

/** What all of some tests look at, where that may be absent: then none of them holds. */
function sharedSubject(parts: readonly Condition[]): string | undefined {
  const subjects = new Set(parts.map((part) => (part.kind === 'test' ? part.optional : undefined)))
  return subjects.size === 1 ? [...subjects][0] : undefined
}

/** In parentheses where it is made of several tests. The formatter takes those away that are not needed. */
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

/** Whether one part is another one’s contrary. */
function holdsContrary(parts: readonly Condition[]): boolean {
  const texts = new Set(parts.map(conditionText))
  return parts.some((part) => part.kind === 'not' && texts.has(conditionText(part.of)))
}

/** Equal parts count once. */
function joinedBy(kind: 'all' | 'any', parts: readonly Condition[]): Condition | undefined {
  const byText = new Map(parts.map((part) => [conditionText(part), part]))
  const [only, ...others] = byText.values()
  return only === undefined || others.length === 0 ? only : { kind, of: [...byText.values()] }
}
