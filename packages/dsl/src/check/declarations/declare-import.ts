import type { ImportDeclaration } from '../../syntax/ast/declarations.ts'
import type { Declared } from '../declared.ts'
import type { Unit } from '../unit.ts'
import type { Declaring } from './declaring.ts'

/** Returns the names that `import … as NAME` declares: `NAME.blocked`, `NAME.allowed`, `NAME.bad`, and one for each number. */
export function declareImport(statement: ImportDeclaration, unit: Unit, declaring: Declaring): readonly Declared[] {
  const imported = declaring.imported.get(statement)
  if (statement.as === undefined || imported === undefined) return []
  const { text: prefix, span } = statement.as
  const { protectedList } = declaring
  const names: Declared[] = [
    {
      kind: 'list',
      name: `${prefix}.blocked`,
      span,
      unit,
      origin: {
        kind: 'imported',
        entries: imported.lists.blocked,
        ...(protectedList !== undefined && { except: protectedList }),
      },
    },
    bots(`${prefix}.allowed`, imported.lists.allowed),
    bots(`${prefix}.bad`, imported.lists.bad),
  ]
  for (const [name, number] of Object.entries(imported.numbers)) {
    names.push({ kind: 'number', name: `${prefix}.${snakeCase(name)}`, span, unit, value: number?.perMinute })
  }
  return names

  function bots(name: string, tokens: readonly string[]): Declared {
    return { kind: 'bots', name, span, unit, origin: { kind: 'imported', tokens } }
  }
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
