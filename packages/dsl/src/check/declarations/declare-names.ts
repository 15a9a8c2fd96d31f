import type { Declaration } from '../../syntax/ast/declarations.ts'
import type { Declared } from '../declared.ts'
import { placedStatements, type Unit } from '../unit.ts'
import { declareFact } from './declare-fact.ts'
import { declareImport } from './declare-import.ts'
import { declarePlugin } from './declare-plugin.ts'
import type { Declaring } from './declaring.ts'
import { isReserved } from './reserved-names.ts'

type Declare<K extends Declaration['kind']> = (
  declaration: Extract<Declaration, { kind: K }>,
  unit: Unit,
  declaring: Declaring,
) => readonly Declared[]

const nothing = (): readonly Declared[] => []

const declareByKind: { readonly [K in Declaration['kind']]: Declare<K> } = {
  policy: nothing,
  include: nothing,
  'client-ip': nothing,
  zone: nothing,
  'paths-match': nothing,
  use: declarePlugin,
  fact: declareFact,
  import: declareImport,
  list: ({ name, set }, unit) => [
    { kind: 'list', name: name.text, span: name.span, unit, origin: { kind: 'written', set } },
  ],
  bots: ({ name, set }, unit) => [
    { kind: 'bots', name: name.text, span: name.span, unit, origin: { kind: 'written', set } },
  ],
  paths: ({ name, set }, unit) => [{ kind: 'paths', name: name.text, span: name.span, unit, set }],
  texts: ({ name, set }, unit) => [{ kind: 'texts', name: name.text, span: name.span, unit, set }],
  window: ({ name, set }, unit) => [{ kind: 'window', name: name.text, span: name.span, unit, set }],
}

/** Returns the declarations of a file, each name once; reserved names and duplicates are reported, and the first declaration is used. */
export function declareNames(unit: Unit, declaring: Declaring): readonly Declared[] {
  const declared = new Map<string, Declared>()
  for (const { statement } of placedStatements(unit.ast.statements)) {
    if (!isDeclaration(statement)) continue
    for (const each of declareOne(statement, unit, declaring)) {
      const earlier = declared.get(each.name)
      if (isReserved(each.name)) {
        declaring.report.add('TG219', each.span, `\`${each.name}\` is a reserved name of the language`, {
          help: 'choose another name',
        })
      } else if (earlier !== undefined) {
        declaring.report.add('TG202', each.span, `\`${each.name}\` is declared twice in this file`, {
          related: [{ span: earlier.span, message: `\`${each.name}\` is first declared here` }],
        })
      } else {
        declared.set(each.name, each)
      }
    }
  }
  return [...declared.values()]
}

function declareOne<K extends Declaration['kind']>(
  declaration: Extract<Declaration, { kind: K }>,
  unit: Unit,
  declaring: Declaring,
): readonly Declared[] {
  const declare: Declare<K> = declareByKind[declaration.kind as K]
  return declare(declaration, unit, declaring)
}

function isDeclaration(statement: { readonly kind: string }): statement is Declaration {
  return Object.hasOwn(declareByKind, statement.kind)
}
