/** Who may come in, as a Boolean expression over tests of the language. */
export type Requirement =
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'test'; readonly text: string }
  | { readonly kind: 'not'; readonly of: Requirement }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Requirement[] }

export const always: Requirement = { kind: 'always' }
export const never: Requirement = { kind: 'never' }

/** All of some requirements: `always` says nothing, `never` settles it. */
export function allOf(parts: readonly Requirement[]): Requirement {
  const open = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part])).filter(({ kind }) => kind !== 'always')
  if (open.some(({ kind }) => kind === 'never')) return never
  const [only, ...others] = open
  if (only === undefined) return always
  return others.length === 0 ? only : { kind: 'all', of: open }
}

/** One of some requirements: `never` says nothing, `always` settles it. */
export function anyOfThem(parts: readonly Requirement[]): Requirement {
  const open = parts.flatMap((part) => (part.kind === 'any' ? part.of : [part])).filter(({ kind }) => kind !== 'never')
  if (open.some(({ kind }) => kind === 'always')) return always
  const [only, ...others] = open
  if (only === undefined) return never
  return others.length === 0 ? only : { kind: 'any', of: open }
}

/** The contrary. */
export function notOf(part: Requirement): Requirement {
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

/** The rules that let in whoever meets the requirement: `block` for what must not be, `allow only` for what must. */
export function rulesOf(requirement: Requirement, unless = ''): readonly string[] {
  switch (requirement.kind) {
    case 'always':
      return []
    case 'never':
      return [`block anyone${unless}`]
    case 'all':
      return requirement.of.flatMap((part) => rulesOf(part, unless))
    case 'not':
      return [`block ${conditionOf(requirement.of)}${unless}`]
    case 'any':
    case 'test':
      return [`allow only ${conditionOf(requirement)}${unless}`]
  }
}

function conditionOf(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'always':
      return 'anyone'
    case 'never':
      return 'not anyone'
    case 'test':
      return requirement.text
    case 'not':
      return `not (${conditionOf(requirement.of)})`
    case 'all':
      return requirement.of.map((part) => `(${conditionOf(part)})`).join(' and ')
    case 'any':
      return requirement.of.map((part) => `(${conditionOf(part)})`).join(' or ')
  }
}
