import { type Condition, conditionText } from '../draft/condition.ts'

/**
 * Returns the rules that admit only requests that meet a requirement: `block` rules for the requests that it excludes, and `allow
 * only` rules for those that it requires.
 */
export function rulesOf(requirement: Condition, unless: Condition): readonly string[] {
  const exception = unless.kind === 'never' ? '' : ` unless ${conditionText(unless)}`
  switch (requirement.kind) {
    case 'always':
      return []
    case 'never':
      return [`block anyone${exception}`]
    case 'all':
      return requirement.of.flatMap((part) => rulesOf(part, unless))
    case 'not':
      return [`block ${conditionText(requirement.of)}${exception}`]
    case 'any':
    case 'test':
      return [`allow only ${conditionText(requirement)}${exception}`]
  }
}
