import type { Ast } from '../syntax/ast.ts'

/** Returns the statements of a syntax tree without positions and comments, for comparing the meaning of two texts. */
export function withoutPlaces({ statements }: Ast): unknown {
  return JSON.parse(
    JSON.stringify(statements, (key, value: unknown) =>
      ['span', 'keySpan', 'typeSpan'].includes(key) ? undefined : value,
    ),
  )
}
