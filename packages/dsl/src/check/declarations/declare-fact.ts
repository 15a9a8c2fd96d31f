import type { FactDeclaration } from '../../syntax/ast/declarations.ts'
import type { Declared } from '../declared.ts'
import type { Unit } from '../unit.ts'

/** Returns the fact that `fact NAME : TYPE` declares. */
export function declareFact({ name, type, presence }: FactDeclaration, unit: Unit): readonly Declared[] {
  const spec = { name: name.text, type, presence }
  return [{ kind: 'fact', name: name.text, span: name.span, unit, spec, mayBeUnknown: false }]
}
