import { type Condition, conditionText } from '../draft/condition.ts'

/** The rules that let in whoever meets a requirement: `block` for what must not be, `allow only` for what must. */
export function rulesOf(requirement: Condition, unless: Condition): readonly string[] {
  const behind = unless.kind === 'never' ? '' : ` unless ${conditionText(unless)}`
  switch (requirement.kind) {
    case 'always':
      return []
    case 'never':
      return [`block anyone${behind}`]
    case 'all':
      return requirement.of.flatMap((part) => rulesOf(part, unless))
    case 'not':
      return [`block ${conditionText(requirement.of)}${behind}`]
    case 'any':
    case 'test':
      return [`allow only ${conditionText(requirement)}${behind}`]
  }
}
